"""Notes on comments for moderators: what other parts of Parley know about them, by way of a list in the settings.

settings.PARLEY_COMMENT_NOTES holds dotted paths of functions, so that whoever shows comments need not know who has
something to say. Each takes a keyword argument `comments` and returns the notes by the comments' pks; it should ask
the database once, however many comments there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from parley.discussion.models import Comment

Words = str | Promise


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing in a few words, such as "Toxicity 93%". `is_serious`: a person should look at it."""

    words: Words
    is_serious: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A passage of the comment's text to show marked: code points `begin` to `end` (exclusive), and why in words."""

    begin: int
    end: int
    words: Words


@dataclass(frozen=True, slots=True)
class Note:
    """What one source says about one comment.

    `facts`: for a list, the most telling first. `details`: pairs of what and how much, for a page of its own. `origin`:
    where it comes from, with its version.
    """

    title: Words
    origin: Words
    facts: tuple[Fact, ...] = ()
    details: tuple[tuple[Words, Words], ...] = ()
    marks: tuple[Mark, ...] = ()


class NotesSource(Protocol):
    def __call__(self, *, comments: Sequence[Comment]) -> Mapping[int, Note]: ...


def comment_notes(*, comments: Sequence[Comment]) -> dict[int, list[Note]]:
    """Return the notes on each comment by its pk, in the order of the settings. Without comments, nobody is asked."""
    found: dict[int, list[Note]] = {}
    if comments:
        for source in _sources(tuple(settings.PARLEY_COMMENT_NOTES)):
            for pk, note in source(comments=comments).items():
                found.setdefault(pk, []).append(note)
    return found


def marks_of(notes: Iterable[Note]) -> list[Mark]:
    """Return the passages that any of a comment's notes marks."""
    return [mark for note in notes for mark in note.marks]


@cache
def _sources(paths: tuple[str, ...]) -> tuple[NotesSource, ...]:
    return tuple(import_string(path) for path in paths)
