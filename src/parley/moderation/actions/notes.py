"""What moderators tell and ask each other about a comment."""

from django.utils.translation import gettext_lazy as _

from parley.accounts.models import Person
from parley.discussion.models import Comment
from parley.kernel.clock import now
from parley.kernel.text import plain_text_clean, text_is_blank
from parley.moderation.models import DeskNote
from parley.moderation.pokes import desk_poke
from parley.moderation.refused import DecisionRefused

TEXT_MAX = 1000
NOTES_MAX = 100


def desk_note_add(*, comment: Comment, person: Person, text: str, asks: Person | None = None) -> DeskNote:
    """Keep a note on a comment for colleagues; with `asks`, a question to one. Raises DecisionRefused."""
    words = plain_text_clean(text[: TEXT_MAX * 2])
    if text_is_blank(words):
        raise DecisionRefused("note_empty", _("Write something first."))
    if len(words) > TEXT_MAX:
        raise DecisionRefused(
            "note_too_long", _("The note is longer than %(most)d characters.") % {"most": TEXT_MAX}
        )
    if DeskNote.objects.filter(comment=comment).count() >= NOTES_MAX:
        raise DecisionRefused("notes_full", _("This comment has as many notes as it can have."))
    note = DeskNote.objects.create(comment=comment, person=person, text=words, asks=asks, created_at=now())
    desk_poke()
    return note


def desk_note_settle(*, note: DeskNote, person: Person) -> bool:
    """Mark a question as answered; False where it was already, or is for somebody else."""
    open_ones = DeskNote.objects.filter(pk=note.pk, asks=person, settled_at=None)
    settled = bool(open_ones.update(settled_at=now()))
    if settled:
        desk_poke()
    return settled
