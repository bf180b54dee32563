"""Writes articles with threads into the data folder of a running server: `python -m tests.browser.articles COUNT`.

Prints the paths of the pages as JSON, by the names of conftest.Town: {"plain": [...], "busy": "...", ...}.
A process of its own, as another command beside the server would be.
"""

import json
import os
import sys

from parley.project.cli import django_start

os.environ["PARLEY_SIMILAR_HOLD"] = "0"  # the same few texts stand under every name
django_start()

from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set  # noqa: E402 -- Django comes first
from parley.discussion.actions.reactions import reaction_set  # noqa: E402 -- as above
from parley.discussion.models import Comment, Thread  # noqa: E402 -- as above
from parley.publishing.actions import ArticleContent, article_create, section_create  # noqa: E402 -- as above
from parley.publishing.models import FrontPage, Section  # noqa: E402 -- as above

ZALGO = "Z\u0337\u0327\u0322\u031b\u0332\u0339\u0320\u031f\u034e\u032e\u0349a\u0335\u0322\u0321\u034d\u032b\u032cl"
NAMES = (
    "Ada Larsen",
    "Wilhelmina van der Groot-Oosterhuis",
    "مريم الخطيب",
    "x" * 80,
    ZALGO,
    "🦊 Fox",
    '<b>Tom</b> & "Jerry"',
    "bjørn",
)
TEXTS = (
    "We’ll see how this develops. I, for one, do not trust the harbour office.",
    (
        "The closure was announced *two days* after the budget. **Two days.**\n\n> Nobody could have known that "
        "the piers were this bad.\nThe report of 2019 said exactly that: https://example.org/report"
    ),
    "Total nonsense!!! 🇺🇦💥🔥☠️",
    "هذا الجسر أغلق مرتين من قبل، ولم يتعلم أحد شيئا من ذلك.\n\nAnd in English: it has been shut twice before.",
    "verylongword" * 30,
    ZALGO * 12,
    (
        "I crossed it every morning for thirty years, in a bus that no longer runs, to a yard that no longer builds "
        "anything. If the town can find money for a fountain it can find money for a bridge.\n\nAsk the ferry people."
    ),
)
# Which comment each of the busy thread's forty answers (0 is none): branches of every shape, one of them twelve deep.
PARENTS = [
    0,
    1,
    2,
    3,
    3,
    1,
    0,
    7,
    8,
    9,
    10,
    11,
    12,
    13,
    14,
    15,
    16,
    17,
    0,
    0,
    20,
    20,
    20,
    23,
    0,
    25,
    26,
    25,
    0,
    0,
]
PARENTS += [30, 31, 30, 0, 34, 35, 36, 0, 0, 39]


def article_make(section: Section, title: str, *, comments_state: str = "open") -> Thread:
    body = [{"type": "paragraph", "value": "<p>The bridge over the harbour closes for a year.</p>"}]
    content = ArticleContent(headline=title, standfirst="What the town knows so far.", body=body)
    thread = article_create(section=section, content=content, comments_state=comments_state).thread
    assert thread is not None
    return thread


def comment_add(thread: Thread, name: str, text: str, parent: int = 0) -> Comment:
    author = GuestAuthor(name=name, guest_key="")
    return comment_post(thread=thread, author=author, text=text, parent_number=parent or None).comment


def busy_fill(thread: Thread) -> None:
    for number, parent in enumerate(PARENTS, start=1):
        comment = comment_add(thread, NAMES[number * 3 % len(NAMES)], TEXTS[number * 4 % len(TEXTS)], parent)
        if number == 9:  # one in the middle of the long branch
            gone = comment
    comment_status_set(comment=gone, status=Comment.Status.REMOVED, decided_by="test")


def long_fill(thread: Thread) -> None:
    """Sixty top-level comments, which take three windows; #5 has nine replies (#61 to #69), #30 two, #12 is valued."""
    for number in range(1, 61):
        comment_add(thread, "Ada Larsen", f"Comment of the long thread, number {number}. " + TEXTS[0])
    for number in range(61, 70):
        comment_add(thread, "Tom Reyes", f"Reply to the fifth, number {number}.", 5)
    for number in (70, 71):
        comment_add(thread, "Noor", f"Reply to the thirtieth, number {number}.", 30)
    for reader in range(3):
        reaction_set(
            thread=thread, number=12, guest_key=f"g:{reader}", network_key=f"n:{reader}", valued=True
        )


def main(count: int) -> None:
    front_page = FrontPage.objects.get()
    section = section_create(front_page=front_page, title="Harbour")
    plain = [article_make(section, f"The bridge, part {number}") for number in range(1, count + 1)]
    for thread in plain:
        comment_add(thread, "Ada Larsen", "The first word.")
        comment_add(thread, "Tom Reyes", "An answer to the first.", 1)
        comment_add(thread, "Noor", "Something else.")
    busy = article_make(section, "The harbour bridge closes for a year")
    busy_fill(busy)
    closed = article_make(section, "The bridge of last year", comments_state="closed")
    empty = article_make(section, "The bridge of next year")
    long = article_make(section, "The bridge, at length")
    long_fill(long)
    other_long = article_make(section, "The bridge, at length again")
    long_fill(other_long)
    paths = {
        "plain": [thread.url for thread in plain],
        "busy": busy.url,
        "closed": closed.url,
        "empty": empty.url,
        "long": long.url,
        "other_long": other_long.url,
    }
    sys.stdout.write(json.dumps(paths))


if __name__ == "__main__":
    main(int(sys.argv[1]))
