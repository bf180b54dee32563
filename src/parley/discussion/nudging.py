"""The token of a nudge: it says, without anything being kept, which text of a thread a writer was asked about."""

import hashlib
from collections.abc import Iterable
from datetime import timedelta

from django.core import signing

from parley.discussion.models import Thread
from parley.discussion.refusals import Nudge
from parley.discussion.verdicts import Reason, Verdict

PASSAGES_MAX = 20
# As long as a form can be sent again (forms.FORM_REUSE).
LIFETIME = timedelta(days=1)
TOKEN_MAX = 200  # characters; ours have some 120
_signer = signing.TimestampSigner(salt="parley.discussion.nudge")


def text_digest(text: str) -> str:
    """Return the SHA-256 of a cleaned text, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def nudge_make(*, thread: Thread, text: str, verdict: Verdict) -> Nudge:
    """Return what a writer is told of a text that a phase asks them to think over."""
    token = _signer.sign(f"{thread.pk}~{text_digest(text)}")
    return Nudge(text=text, message=verdict.reason, passages=_passages(verdict.reasons), token=token)


def nudged_read(*, thread: Thread, token: str) -> str:
    """Return the digest of the text that was asked about in this thread; "" for a token that proves nothing."""
    if not token or len(token) > TOKEN_MAX:
        return ""
    try:
        number, _tilde, digest = _signer.unsign(token, max_age=LIFETIME).partition("~")
    except signing.BadSignature:
        return ""
    return digest if number == str(thread.pk) else ""


def _passages(reasons: Iterable[Reason]) -> tuple[tuple[int, int], ...]:
    found = [(one.begin, one.end) for one in reasons if one.begin is not None and one.end is not None]
    return tuple(found[:PASSAGES_MAX])
