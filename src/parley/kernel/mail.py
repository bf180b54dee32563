"""An e-mail to one person, as whoever writes it hands it over, and as it goes out."""

from collections.abc import Callable
from dataclasses import dataclass, field
from email.utils import formataddr, parseaddr
from typing import Protocol

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from parley.kernel.text import name_clean

SUBJECT_MAX = 150  # characters; what is longer is cut


@dataclass(frozen=True, slots=True)
class Mail:
    """`text` and `html` say the same. `stop_url`: where its reader ends such e-mails, by one POST (RFC 8058)."""

    to: str = field(repr=False)
    subject: str
    text: str
    html: str
    stop_url: str


class Composer(Protocol):
    def __call__(self, *, reference: str) -> Mail | None:
        """Write the e-mail about what `reference` names; None where it is not to be sent any more."""


def composer_of(kind: str) -> Composer | None:
    """Return what writes e-mails of a kind (settings.PARLEY_MAIL_COMPOSERS); None for a kind that is gone."""
    path = settings.PARLEY_MAIL_COMPOSERS.get(kind)
    composer: Composer | None = import_string(path) if path else None
    return composer


def publication_name() -> str:
    """Return in whose name readers are written to (settings.PARLEY_PUBLICATION_NAME)."""
    name: Callable[[], str] = import_string(settings.PARLEY_PUBLICATION_NAME)
    return name_clean(name())


def mail_message(*, mail: Mail, key: str, backend: BaseEmailBackend | None = None) -> EmailMultiAlternatives:
    """Return the message; the same `key` gives the same Message-ID, so that a second copy can be told for one.

    Nothing in it can begin another header: line breaks and control characters are taken out of what stands in one.
    """
    own_name, address = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = address.rpartition("@")[2]
    headers = {
        "Message-ID": f"<{key}@{domain}>",
        "Auto-Submitted": "auto-generated",  # RFC 3834: no automatic answers
        "List-Unsubscribe": f"<{mail.stop_url}>",
    }
    if mail.stop_url.startswith("https://"):  # RFC 8058, section 3.1: by https alone
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message = EmailMultiAlternatives(
        subject=_cut(name_clean(mail.subject)),
        body=mail.text,
        from_email=formataddr((own_name or publication_name(), address)),
        to=[mail.to],
        headers=headers,
        connection=backend,
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _cut(words: str) -> str:
    return words if len(words) <= SUBJECT_MAX else f"{words[: SUBJECT_MAX - 1].rstrip()}…"
