"""Takes what a writer objects (settings.PARLEY_APPEAL), with refusals as readers are told them."""

from typing import Final

from parley.discussion.models import Comment
from parley.discussion.refusals import OBSTACLES, CommentRefused, FieldError
from parley.moderation.actions.appeals import appeal_make
from parley.moderation.refused import DecisionRefused

_OBSTACLES: Final = {
    "appealed": "appealed",
    "nothing_decided": "nothing_decided",
    "too_late": "appeal_too_late",
}


def appeal_take(*, comment: Comment, guest_key: str, text: str) -> None:
    """Keep a writer's objection. Raises CommentRefused, and Comment.DoesNotExist for another's comment."""
    try:
        appeal_make(comment=comment, guest_key=guest_key, text=text)
    except DecisionRefused as refused:
        obstacle = _OBSTACLES.get(refused.code)
        error = OBSTACLES[obstacle] if obstacle else FieldError("text", refused.code, refused.message)
        raise CommentRefused([error]) from refused
