"""Reads what colleagues ask each other about comments."""

from django.db.models import QuerySet

from parley.accounts.models import Person
from parley.moderation.models import DeskNote


def questions_open(*, person: Person) -> QuerySet[DeskNote]:
    """Return the questions to a person that are not settled, the newest first, with comment, thread and asker.

    Along an index of nothing but open questions.
    """
    found = DeskNote.objects.filter(asks=person, asks__isnull=False, settled_at=None)
    return found.select_related("person", "comment__thread").order_by("-pk")
