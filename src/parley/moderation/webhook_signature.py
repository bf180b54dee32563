"""Signing what is sent, as Standard Webhooks has it, for which many languages have a library.

The scheme: standardwebhooks.com, "Signature scheme" (symmetric, v1). Signed is "id.timestamp.body", so a request can
be neither altered nor sent again later as if it were new.
"""

import base64
import hmac
import secrets
from collections.abc import Mapping
from hashlib import sha256


def webhook_headers(
    *, body: bytes, secret: bytes, timestamp: int, message: str | None = None
) -> Mapping[str, str]:
    """Return the headers that sign `body`. `timestamp`: seconds since 1970; `message`: its id, made up where None."""
    message = message or f"msg_{secrets.token_urlsafe(18)}"
    signed = b"%s.%d.%s" % (message.encode(), timestamp, body)
    signature = base64.b64encode(hmac.new(secret, signed, sha256).digest()).decode()
    return {
        "webhook-id": message,
        "webhook-timestamp": str(timestamp),
        "webhook-signature": f"v1,{signature}",
    }
