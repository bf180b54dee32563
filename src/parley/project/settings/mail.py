"""Reading PARLEY_EMAIL_URL and PARLEY_EMAIL_FROM. Each raises ValueError with a sentence that holds no password."""

from dataclasses import dataclass, field
from email.utils import getaddresses
from ipaddress import ip_address
from typing import Final, Literal
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

Encryption = Literal["", "starttls", "tls"]

#: RFC 8314, section 7.3; RFC 6409, section 3.1; RFC 5321, section 4.5.4.2.
PORTS: Final[dict[Encryption, int]] = {"tls": 465, "starttls": 587, "": 25}
FORM: Final = "smtps://user:password@host:port, or smtp://…?starttls=1"
SENDER_MAX: Final = 320
_YES: Final = frozenset({"1", "true", "yes"})
_NO: Final = frozenset({"0", "false", "no"})


@dataclass(frozen=True, slots=True)
class MailServer:
    """Where e-mail is handed over. `encryption`: none, by STARTTLS, or from the first byte on."""

    host: str
    port: int
    user: str = ""
    password: str = field(default="", repr=False)
    encryption: Encryption = ""


@dataclass(frozen=True, slots=True)
class Sender:
    """`name` may be empty."""

    address: str
    name: str = ""


def mail_server_read(url: str) -> MailServer:
    """Read where to hand e-mail over. A password goes out encrypted, or not beyond this machine."""
    parts, port = _split(url)
    encryption = _encryption(parts)
    if not parts.hostname:
        raise ValueError(f"names no host; it is written as {FORM}")
    if parts.path not in {"", "/"} or parts.fragment:
        raise ValueError(
            "must have nothing between the host and “?”. In a user name or password, “/” is written as %2F, "
            "“#” as %23, “?” as %3F, “@” as %40 and “:” as %3A"
        )
    user, password = unquote(parts.username or ""), unquote(parts.password or "")
    if bool(user) != bool(password):
        raise ValueError("must have a user name and a password, or neither")
    if password and not encryption and not _is_this_machine(parts.hostname):
        raise ValueError(
            "would send the password unencrypted: begin it with smtps:// or end it with ?starttls=1"
        )
    return MailServer(
        host=parts.hostname,
        port=port or PORTS[encryption],
        user=user,
        password=password,
        encryption=encryption,
    )


def sender_read(text: str) -> Sender:
    """Read "name@host.example" or "A name <name@host.example>"."""
    found = getaddresses([text])
    name, address = found[0] if len(found) == 1 else ("", "")
    try:
        validate_email(address)
    except ValidationError:
        address = ""
    if not address or len(text) > SENDER_MAX or not text.isprintable():
        raise ValueError("must be an e-mail address, such as comments@news.example, or Name <address>")
    return Sender(address=address, name=name)


def _split(url: str) -> tuple[SplitResult, int | None]:
    try:
        parts = urlsplit(url)
        # What comes of a password with a slash in it is quoted in Python's own message.
        port = parts.port
    except ValueError:
        port, parts = None, urlsplit("")
    if parts.scheme not in {"smtp", "smtps"} or any(char.isspace() or not char.isprintable() for char in url):
        raise ValueError(f"is written as {FORM}; in a password, “/” is %2F, “#” %23, “?” %3F and “@” %40")
    return parts, port


def _encryption(parts: SplitResult) -> Encryption:
    if parts.scheme == "smtps":
        if parts.query:
            raise ValueError("must have nothing behind the port where it begins with smtps://")
        return "tls"
    try:
        options = dict(parse_qsl(parts.query, keep_blank_values=True, strict_parsing=True, max_num_fields=5))
    except ValueError:
        options = {"": ""} if parts.query else {}
    wish = options.pop("starttls", "0").lower()
    if options or wish not in _YES | _NO:
        raise ValueError("may end with ?starttls=1 or ?starttls=0, and with nothing else behind “?”")
    return "starttls" if wish in _YES else ""


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
