"""Fills the desk's rooms in the data folder of a running server: `python -m tests.browser.desk_rooms`.

House rules in three versions with hits, decided comments to replay on, a paste by many, two legal holds, and one
published comment that names a held name. A process of its own, as another command beside the server would be.
"""

import json
import sys

from parley.project.cli import django_start

django_start()

from datetime import timedelta  # noqa: E402 -- Django comes first

from django.contrib.auth.models import Group  # noqa: E402 -- as above

from parley.accounts.models import Person  # noqa: E402 -- as above
from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set  # noqa: E402 -- as above
from parley.discussion.models import Comment, Thread  # noqa: E402 -- as above
from parley.kernel.clock import now  # noqa: E402 -- as above
from parley.moderation.actions import comment_decide, rules_set  # noqa: E402 -- as above
from parley.moderation.actions.deciding import Why  # noqa: E402 -- as above
from parley.moderation.actions.legal import legal_hold_set  # noqa: E402 -- as above
from parley.moderation.house_rules import rules_text  # noqa: E402 -- as above
from tests.browser.desk_comments import PASSWORD, thread_make  # noqa: E402 -- as above
from tests.moderation.similar_texts import PASTE  # noqa: E402 -- as above

PEOPLE = {"ben": "Senior comment moderators", "cleo": "Comment auditors"}
HELD_NAME = "Anna Maria Bergson"
ADVERTS = """
[[rule]]
name = "no-adverts"
sentence = "Please sell your things elsewhere."
severity = "minor"
action = "hold"
words = ["watches", "handbag", "=all brands"]
min_links = 1
"""
SAID = (
    ("Cheap watches, sent within the day: https://example.org/w", "reject"),
    ("The jeweller by the bridge repairs watches: https://example.org/jeweller", "publish"),
    ("Nobody asked the people who work there.", "publish"),
    ("What a bargain that fountain was.", "publish"),
    ("Handbags at half the price, today only!", "reject"),
)
NAMES = ("Ada Larsen", "Tom Reyes", "Noor", "مريم الخطيب", "bjørn", "Wilhelmina van der Groot-Oosterhuis")


def posted(thread: Thread, text: str, *, place: int) -> Comment:
    author = GuestAuthor(name=NAMES[place % len(NAMES)], guest_key=f"g:room-{place}")
    return comment_post(thread=thread, author=author, text=text).comment


def published(thread: Thread, text: str, *, place: int) -> Comment:
    comment = posted(thread, text, place=place)
    if comment.status != Comment.Status.PUBLISHED:
        comment_status_set(comment=comment, status=Comment.Status.PUBLISHED, decided_by="test")
    return comment


def main() -> None:
    for name, role in PEOPLE.items():
        person = Person.objects.create_user(username=name, password=PASSWORD)
        person.groups.add(Group.objects.get(name=role))
    ben = Person.objects.get(username="ben")
    rules_set(
        text=rules_text() + ADVERTS, person=ben, note="Adverts, as the ferry company’s readers asked for"
    )
    first = thread_make("The harbour bridge closes for a year")
    for place, (text, action) in enumerate(SAID):
        comment = posted(first, text, place=place)
        if comment.status != Comment.Status.HELD:
            comment_status_set(comment=comment, status=Comment.Status.HELD, decided_by="phase:first_comments")
        comment_decide(
            comment=comment, action=action, person=ben, why=Why("spam" if action == "reject" else "")
        )
    rules_set(text=rules_text().replace('"watches", ', ""), person=ben, note="The jeweller is no advert")
    other = thread_make("The market moves to the quay")
    for place in range(6):
        published(other, PASTE if place % 2 else PASTE.upper(), place=10 + place)
    published(first, f"I saw {HELD_NAME} at the ferry.", place=20)
    holds: tuple[tuple[Thread, str, list[str], str], ...] = (
        (first, "names", [HELD_NAME, "Per Lindqvist"], "Order of the district court, file 12 of this year."),
        (other, "all", [], "The councillor’s child is spoken about."),
    )
    for thread, scope, names, reason in holds:
        legal_hold_set(
            thread=thread,
            person=ben,
            kind="sub_judice" if names else "minors",
            scope=scope,
            reason=reason,
            until=now() + timedelta(days=20),
            names=names,
        )
    sys.stdout.write(json.dumps({"password": PASSWORD, "thread": first.public_id}))


if __name__ == "__main__":
    main()
