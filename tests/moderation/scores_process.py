"""A process that posts, edits and rescores comments on its own database, and prints what became of the scores."""

import json
import sys
import threading

import django


def main() -> None:
    django.setup()
    from django.conf import settings  # noqa: PLC0415 -- Django must be ready first
    from django.db import connection, transaction  # noqa: PLC0415 -- as above
    from django.db.models import Count  # noqa: PLC0415 -- as above

    from parley.discussion.actions.edits import comment_edit  # noqa: PLC0415 -- as above
    from parley.discussion.models import Comment  # noqa: PLC0415 -- as above
    from parley.moderation.actions import comments_rescore  # noqa: PLC0415 -- as above
    from parley.moderation.models import CommentScore  # noqa: PLC0415 -- as above
    from tests.discussion.factories import comment_make, thread_make  # noqa: PLC0415 -- as above
    from tests.moderation.stand_in import PATH, StandIn  # noqa: PLC0415 -- as above

    settings.PARLEY_TOXICITY_TIER, settings.PARLEY_TOXICITY_SCORER = "accurate", PATH
    thread = thread_make()
    rude = comment_make(thread=thread, text="You idiot", guest_key="g:ada")
    kind = comment_make(thread=thread, text="Well said", guest_key="g:bo")
    comment_edit(thread=thread, number=rude.number, guest_key="g:ada", text="You again")
    settings.PARLEY_TOXICITY_TIER = "off"
    comment_make(thread=thread, text="Unscored idiot", guest_key="g:cy")
    found: dict[str, object] = {"posted": [rude.status, kind.status]}
    StandIn.version = "2"
    runs = [comments_rescore(scorer=StandIn()).scored for _ in range(2)]
    found["rescored"] = runs
    StandIn.version = "3"
    locked, done = threading.Event(), threading.Event()

    def hold() -> None:
        """Hold the row of one comment, as somebody does who is changing it."""
        with transaction.atomic():
            Comment.objects.select_for_update().get(pk=kind.pk)
            locked.set()
            done.wait(60)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    locked.wait(60)
    counts = comments_rescore(scorer=StandIn())
    done.set()
    holder.join()
    found["beside a lock"] = [counts.scored, counts.passed_over]
    latest = CommentScore.objects.filter(is_latest=True)
    by_model = latest.values_list("model").annotate(count=Count("pk")).order_by("-model")
    found["latest"] = [list(row) for row in by_model]
    found["kept"] = CommentScore.objects.count()
    sys.stdout.write(f"{json.dumps(found)}\n")


if __name__ == "__main__":
    main()
