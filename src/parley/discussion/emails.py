"""The e-mail address that a writer may leave with a comment: what is one, and what stands for it."""

from datetime import timedelta
from typing import Final

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from parley.discussion.models.emails import ADDRESS_MAX, DIGEST_LENGTH
from parley.discussion.refusals import FieldError

#: For so long nothing is sent to an address that said stop, also where somebody leaves it again.
STOPPED_KEPT: Final = timedelta(days=365)
_WRONG: Final = FieldError(
    "email",
    "email_wrong",
    _("This is no e-mail address. Correct it, or leave it empty: you can post without one."),
)


def email_days() -> int:
    """Return for how many days an address is kept; 0 where nobody is asked for one."""
    return settings.PARLEY_EMAIL_KEEP_DAYS if settings.PARLEY_EMAIL_ON else 0


def address_clean(typed: str) -> str:
    """Return an address without spaces around it; "" where nobody is asked for one. Never longer than is looked at."""
    return typed[: ADDRESS_MAX + 1].strip() if settings.PARLEY_EMAIL_ON else ""


def address_errors(address: str) -> list[FieldError]:
    """Return what is wrong with a cleaned address; "" is right."""
    if not address:
        return []
    try:
        validate_email(address)
    except ValidationError:
        return [_WRONG]
    # What the validator takes between quotation marks may hold control characters.
    return [] if len(address) <= ADDRESS_MAX and address.isprintable() else [_WRONG]


def address_digest(address: str) -> str:
    """Return 32 hexadecimal digits that stand for an address, whatever its case. Nobody without our key makes them."""
    made = salted_hmac("parley.discussion.emails", address.lower(), algorithm="sha256")
    return made.hexdigest()[:DIGEST_LENGTH]
