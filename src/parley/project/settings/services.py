"""Reading the settings of the services that screening may ask. Each raises ValueError with a sentence."""

import base64
import binascii
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from parley.kernel.outgoing import Place, place_read

# As Standard Webhooks asks of a shared secret: standardwebhooks.com, "Signature scheme".
PREFIX: Final = "whsec_"
BYTES_LEAST: Final = 24
BYTES_MOST: Final = 64
PROMPT_MAX: Final = 20_000
#: What the phase itself fills in, in a request to a language model.
LLM_OWN_FIELDS: Final = frozenset({"model", "messages", "stream", "n", "tools", "functions"})


def places_read(texts: Iterable[str]) -> frozenset[Place]:
    return frozenset(place_read(text) for text in texts)


def secret_read(text: str) -> bytes:
    """Return the bytes of a secret written as "whsec_" and base64."""
    try:
        secret = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if not text.startswith(PREFIX) or not BYTES_LEAST <= len(secret) <= BYTES_MOST:
        raise ValueError(
            f"must be {PREFIX} and then {BYTES_LEAST} to {BYTES_MOST} random bytes in base64; "
            'make one with: python3 -c "import base64, secrets; '
            f"print('{PREFIX}' + base64.b64encode(secrets.token_bytes(32)).decode())\""
        )
    return secret


def prompt_read(text: str) -> str:
    """Return the text itself, or what the file behind "@" holds."""
    if text.startswith("@"):
        try:
            text = Path(text[1:]).expanduser().read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise ValueError(f"names a file that can't be read: {error}") from error
        if not text.strip():
            raise ValueError("names a file that is empty")
    if len(text) > PROMPT_MAX:
        raise ValueError(f"must have at most {PROMPT_MAX} characters")
    return text.strip()


def llm_options_check(options: dict[str, Any]) -> dict[str, Any]:
    taken = sorted(LLM_OWN_FIELDS & options.keys())
    if taken:
        raise ValueError(f"must not set {', '.join(taken)}")
    return options
