"""A process that posts a comment past each phase that breaks in the database, and prints what became of it."""

import json
import sys

import django


def main() -> None:
    django.setup()
    from django.test import override_settings  # noqa: PLC0415 -- Django must be ready first

    from parley.discussion.models import Site, Thread  # noqa: PLC0415 -- as above
    from tests.discussion.factories import posted_make, thread_make  # noqa: PLC0415 -- as above
    from tests.discussion.screening_phases import (  # noqa: PLC0415 -- as above
        BrokenRead,
        BrokenWrite,
        Forgetful,
        named,
    )

    thread = thread_make()
    found: dict[str, object] = {}
    for phase in (BrokenRead, BrokenWrite, Forgetful):
        with override_settings(PARLEY_SCREENING_PHASES=named(phase)):
            posted = posted_make(thread=thread)
        found[phase.__name__] = [posted.comment.status, posted.code]
    found["left behind"] = list(Site.objects.exclude(slug="own").values_list("slug", flat=True))
    found["count"] = Thread.objects.get(pk=thread.pk).comment_count
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
