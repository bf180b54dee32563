"""The token of a thread's form: tells when the form was made, and that we made it. The same for everybody.

It holds nothing of the reader, so that a page with the form can be kept in a shared cache.
"""

from datetime import UTC, datetime, timedelta

from django.core import signing

from parley.discussion.models import Thread
from parley.kernel.clock import now

_signer = signing.Signer(salt="parley.discussion.form")


def form_token_make(*, thread: Thread, age: timedelta = timedelta()) -> str:
    """Return a token for a form that is shown now, or counts as shown `age` ago."""
    stamp = signing.b62_encode(int((now() - age).timestamp()))
    return f"{stamp}:{_signer.signature(f'{thread.public_id}:{stamp}')}"


def form_token_read(*, thread: Thread, token: str) -> datetime | None:
    """Return when the form was made, to the second.

    None for a missing, damaged or forged token, or another thread's.
    """
    try:
        _thread_id, stamp = _signer.unsign(f"{thread.public_id}:{token}").split(":")
        return datetime.fromtimestamp(signing.b62_decode(stamp), UTC)
    except (
        signing.BadSignature,
        ValueError,
    ):  # ValueError: not three parts, or characters that no encoding has
        return None
