"""Writes a thread of another site into the data folder of a running server.

`python -m tests.browser.outside SITE ORIGIN KEY`: it registers the site, opens the thread of the page, and writes two
comments and a reply.
"""

import sys

from parley.project.cli import django_start

django_start()

from parley.discussion.actions import GuestAuthor, comment_post  # noqa: E402 -- Django comes first
from parley.discussion.actions.sites import site_add, thread_open  # noqa: E402 -- as above


def main(slug: str, origin: str, key: str) -> None:
    site = site_add(slug=slug, name="", origins=[origin])
    thread = thread_open(site=site, key=key, title="A post of the blog", url=f"{origin}{key}").thread
    for name, text, parent in (
        ("مريم الخطيب", "هذا الجسر أغلق مرتين من قبل، ولم يتعلم أحد شيئا من ذلك.", None),
        ("Ada Larsen", "And in English: it has been shut twice before.", 1),
        ("يوسف", "أين العبارة؟", None),
    ):
        author = GuestAuthor(name=name, guest_key="")
        comment_post(thread=thread, author=author, text=text, parent_number=parent)


if __name__ == "__main__":
    main(*sys.argv[1:])
