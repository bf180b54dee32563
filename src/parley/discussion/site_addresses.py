"""Origins and addresses of outside sites, in the form in which browsers write them."""

import re
from urllib.parse import urlsplit

ORIGINS_MAX = 50
ADDRESS_MAX = 2000  # characters, as long as the column
_SCHEMES = {"http": 80, "https": 443}
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*|\[[0-9a-f:.]+\]")
_NO_ADDRESS = re.compile(r"[\x00-\x20\x7f-\x9f\\<>\"]")


def origin_normalise(text: str) -> str:
    """Return scheme, host and port as browsers write them in the header Origin (RFC 6454, 6.2).

    "https://Blog.example:443/" becomes "https://blog.example"; other alphabets become Punycode. There are no wildcards:
    under a domain where anybody may have a name, one would let anybody in. Raises ValueError with a sentence.
    """
    text = text.strip()
    origin = _origin(text)
    if origin is None or urlsplit(text)[2:] not in {("", "", ""), ("/", "", "")}:
        raise ValueError(f"An origin is scheme, host and port, such as https://blog.example, not {text!r}.")
    return origin


def address_origin(address: str) -> str | None:
    """Return the origin of an http(s) address, or None for whatever is none, or names a user."""
    if len(address) > ADDRESS_MAX or _NO_ADDRESS.search(address):
        return None
    return _origin(address)


def _origin(text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:  # a port that is no number, a bracket that is not closed
        return None
    if parts.scheme not in _SCHEMES or "@" in parts.netloc:
        return None
    try:
        name = f"[{host}]" if ":" in host else host.rstrip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return None
    if len(name) > 253 or not _HOST.fullmatch(name):  # noqa: PLR2004 -- RFC 1035, 2.3.4
        return None
    return f"{parts.scheme}://{name}" + ("" if port in {None, _SCHEMES[parts.scheme]} else f":{port}")
