"""Single values out of a form or a JSON object, each within its bounds."""

import re
from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from parley.accounts.models import Person
from parley.desk.looking import InputWrong
from parley.discussion.models import Comment
from parley.kernel.public_ids import PUBLIC_ID_LENGTH
from parley.moderation.policies import Act, may

COMMENTS_MAX = 200
_PUBLIC_ID = re.compile(rf"[0-9a-z]{{{PUBLIC_ID_LENGTH}}}")
Values = Mapping[str, object]


def text_field(data: Values, name: str, *, most: int) -> str:
    """Return a text, "" where there is none. Raises InputWrong."""
    value = data.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise InputWrong(
            _("“%(name)s” must be text of at most %(most)d characters.") % {"name": name, "most": most}
        )
    return value


def number_field(data: Values, name: str, *, least: int, most: int, default: int) -> int:
    """Return a whole number. Raises InputWrong."""
    value = data.get(name, default)
    if value == "":
        return default
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) <= 9:  # noqa: PLR2004 -- digits
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise InputWrong(
            _("“%(name)s” must be a whole number from %(least)d to %(most)d.")
            % {"name": name, "least": least, "most": most}
        )
    return value


def more_shown(*, found: int, shown: int, step: int, most: int) -> int:
    """Return how many rows a longer list would show; 0 where there are no more, or none longer is to be had."""
    return min(most, shown + step) if found > shown and shown < most else 0


def ids_field(values: object, *, most: int = COMMENTS_MAX) -> list[str]:
    """Return public ids from a list of them. Raises InputWrong."""
    if (
        not isinstance(values, Sequence)
        or isinstance(values, str)
        or len(values) > most
        or not all(isinstance(one, str) and _PUBLIC_ID.fullmatch(one) for one in values)
    ):
        raise InputWrong(_("Name at most %(most)d comments by their ids.") % {"most": most})
    return list(values)


def comment_field(data: Values, name: str = "comment") -> Comment:
    """Return the comment of that public id, with its thread and parent. Raises InputWrong."""
    (public_id,) = ids_field([data.get(name, "")], most=1)
    found = Comment.objects.select_related("thread", "parent").filter(public_id=public_id).first()
    if found is None:
        raise InputWrong(_("There is no such comment."))
    return found


def colleague_field(data: Values, name: str = "asks") -> Person | None:
    """Return the colleague who is asked; None where nobody is. Raises InputWrong for who has no place at the desk."""
    pk = number_field(data, name, least=0, most=10**9 - 1, default=0)
    if not pk:
        return None
    found = Person.objects.filter(pk=pk, is_active=True).first()
    if found is None or not may(person=found, act=Act.VIEW_DESK):
        raise InputWrong(_("Nobody of that name works at the desk."))
    return found
