"""Who wrote a comment, by a key that tells one writer from another and nothing more."""

from parley.discussion.models import Comment

_PERSON = "p:"


def writer_of(comment: Comment) -> str:
    """Return "p:" and the account's number, or the guest's salted key; "" for an imported comment without either."""
    return f"{_PERSON}{comment.person_id}" if comment.person_id else comment.guest_key


def person_pk(writer: str) -> int | None:
    """Return the account's number; None for a guest."""
    number = writer.removeprefix(_PERSON)
    return int(number) if writer.startswith(_PERSON) and number.isdigit() else None
