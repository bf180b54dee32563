"""Writes moderators and waiting comments into the data folder of a running server.

`python -m tests.browser.desk_comments COUNT` prints what a browser needs as JSON: {"password": "...", "waiting": 40}.
A process of its own, as another command beside the server would be.
"""

import json
import sys

from parley.project.cli import django_start

django_start()

from django.contrib.auth.models import Group  # noqa: E402 -- Django comes first

from parley.accounts.models import Person  # noqa: E402 -- as above
from parley.discussion.actions import GuestAuthor, comment_post, comment_status_set  # noqa: E402 -- as above
from parley.discussion.actions.reports import comment_report  # noqa: E402 -- as above
from parley.discussion.models import Comment, Thread  # noqa: E402 -- as above
from parley.moderation.actions import appeal_make, comment_decide  # noqa: E402 -- as above
from parley.moderation.actions.deciding import Why  # noqa: E402 -- as above
from parley.publishing.actions import ArticleContent, article_create, section_create  # noqa: E402 -- as above
from parley.publishing.models import FrontPage  # noqa: E402 -- as above

PASSWORD = "harbour lights at nine"
MODERATORS = {
    "ann": "Comment moderators",
    "ben": "Senior comment moderators",
    "cleo": "Comment auditors",
}
TEXTS = (
    "You people at the harbour office are idiots, every single one of you. Go drown in your own reports.",
    (
        "I crossed it every morning for thirty years, in a bus that no longer runs, to a yard that no longer builds "
        "anything.\n\nIf the town can find money for a fountain it can find money for a bridge. Ask the ferry people."
    ),
    "Total nonsense!!! 🔥 Whoever wrote this should be ashamed.",
    "هذا الجسر أغلق مرتين من قبل، ولم يتعلم أحد شيئا من ذلك.\n\nAnd in English: it has been shut twice before.",
    "Cheap watches and handbags, see https://example.org/watches — all brands, sent within the day.",
    "People like you ought to be thrown off the pier. I know where you live.",
    "verylongword" * 12,
    "Does anybody know whether the ferry takes bicycles? The notice says nothing about it.",
)
NAMES = ("Ada Larsen", "Tom Reyes", "Noor", "Wilhelmina van der Groot-Oosterhuis", "مريم الخطيب", "bjørn")
REASONS = ("toxicity", "first_comments", "toxicity", "first_comments", "links", "toxicity", "first_comments")


def thread_make(title: str) -> Thread:
    section = section_create(
        front_page=FrontPage.objects.get(), title=title.rsplit(maxsplit=1)[-1].capitalize()
    )
    body = [{"type": "paragraph", "value": "<p>The bridge over the harbour closes for a year.</p>"}]
    content = ArticleContent(headline=title, standfirst="What the town knows so far.", body=body)
    thread = article_create(section=section, content=content).thread
    assert thread is not None
    return thread


def comment_add(thread: Thread, place: int, parent: int | None = None) -> Comment:
    author = GuestAuthor(name=NAMES[place % len(NAMES)], guest_key=f"g:{place % len(NAMES)}")
    text = f"{TEXTS[place % len(TEXTS)]} ({place})"
    return comment_post(thread=thread, author=author, text=text, parent_number=parent).comment


def waiting_make(thread: Thread, count: int) -> None:
    for place in range(count):
        comment = comment_add(thread, place, 1 if place % 3 == 0 else None)
        if comment.status != Comment.Status.HELD:
            comment_status_set(
                comment=comment,
                status=Comment.Status.HELD,
                decided_by="phase:first_comments",
                reason_code=REASONS[place % len(REASONS)],
            )


def main(count: int) -> None:
    for name, role in MODERATORS.items():
        person = Person.objects.create_user(username=name, password=PASSWORD)
        person.groups.add(Group.objects.get(name=role))
    thread = thread_make("The harbour bridge closes for a year")
    comment_post(
        thread=thread,
        author=GuestAuthor(name="Ada Larsen", guest_key="g:first"),
        text="Nobody asked the people who work there. Two days after the budget, of all days.",
    )
    waiting_make(thread, count)
    other = thread_make("The market moves to the quay")
    reported = comment_add(other, 7)
    _publish(reported)
    comment_report(
        thread=other,
        number=reported.number,
        guest_key="g:reader",
        network_key="n:reader",
        reason_code="abuse",
        text="This is about my brother, and everybody in town knows it.",
    )
    for place, name in ((2, "ben"), (4, "ann")):
        maker = Person.objects.get(username=name)
        comment = comment_add(other, place)
        decided = comment_decide(comment=comment, action="reject", person=maker, why=Why("insult"))
        assert decided.comment is not None
        appeal_make(
            comment=comment, guest_key=comment.guest_key, text="I was angry at the plan, not at anybody."
        )
    sys.stdout.write(json.dumps({"password": PASSWORD, "waiting": count}))


def _publish(comment: Comment) -> None:
    if comment.status != Comment.Status.PUBLISHED:
        comment_status_set(comment=comment, status=Comment.Status.PUBLISHED, decided_by="test")


if __name__ == "__main__":
    main(int(sys.argv[1]))
