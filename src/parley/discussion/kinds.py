"""What a writer says a comment is besides a comment, such as a question to the newsroom.

settings.PARLEY_COMMENT_KINDS holds what may be chosen on the form, code to words; without any, nobody is asked.
settings.PARLEY_KIND_KEEPER is the dotted path of a function, so that this package need not know who answers.
"""

from collections.abc import Mapping
from typing import Protocol

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from parley.discussion.models import Comment
from parley.discussion.refusals import CommentRefused, FieldError


class KindKeeper(Protocol):
    def __call__(self, *, comment: Comment, kind: str) -> None:
        """Keep what the writer chose, in the transaction that writes the comment. When it raises, none is written."""


def kinds_offered() -> Mapping[str, str | Promise]:
    """Return what may be chosen, code to words, in the order of the form."""
    kinds: Mapping[str, str | Promise] = settings.PARLEY_COMMENT_KINDS if settings.PARLEY_KIND_KEEPER else {}
    return kinds


def kind_check(kind: str) -> None:
    """Raise CommentRefused for a kind that is not offered; "" is an ordinary comment."""
    if kind and kind not in kinds_offered():
        message = _("Choose what your comment is from the list, or leave it as it is.")
        raise CommentRefused([FieldError("kind", "kind_unknown", message)])


def kind_keep(*, comment: Comment, kind: str) -> None:
    """Hand a kind that has been checked to whoever keeps it."""
    if kind:
        keeper: KindKeeper = import_string(settings.PARLEY_KIND_KEEPER)
        keeper(comment=comment, kind=kind)
