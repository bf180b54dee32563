"""Decides as the desk would, on the data folder of a running server: `python -m tests.browser.deciding STEP WORDS`.

STEP: `remove` (the comment that begins with WORDS, for an insult in its first word), `uphold` or `overturn` (the appeal
about it). A process of its own, as another command beside the server would be.
"""

import sys

from parley.project.cli import django_start

django_start()

from parley.accounts.models import Person  # noqa: E402 -- Django comes first
from parley.discussion.models import Comment  # noqa: E402 -- as above
from parley.moderation.actions import Why, appeal_decide, comment_decide  # noqa: E402 -- as above
from parley.moderation.models import Appeal  # noqa: E402 -- as above

ANSWER = "We read it again, with the whole thread.\nYou are right: it is the bridge that you meant."


def _person(name: str) -> Person:
    return Person.objects.filter(username=name).first() or Person.objects.create_user(username=name)


def decide(step: str, words: str) -> None:
    comment = Comment.objects.filter(text__startswith=words).latest("pk")
    if step == "remove":
        first = comment.text.split()[0]
        why = Why(reason_code="insult", rule="Speak to people", passages=((0, len(first)),))
        comment_decide(comment=comment, action="remove", person=_person("first"), why=why)
        return
    appeal = Appeal.objects.filter(comment=comment).latest("pk")
    appeal_decide(appeal=appeal, person=_person("second"), overturn=step == "overturn", answer=ANSWER)


if __name__ == "__main__":
    decide(*sys.argv[1:3])
