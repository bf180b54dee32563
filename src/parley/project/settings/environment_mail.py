"""The environment variables for e-mail: part of the list in environment.py."""

from collections.abc import Callable

from pydantic import Field, field_validator

from parley.project.settings.environment_site import SiteEnvironment
from parley.project.settings.mail import mail_server_read, sender_read


def checked(read: Callable[[str], object]) -> Callable[[str], str]:
    """Return a validator that keeps a text which `read` can read, and an empty one."""

    def check(text: str) -> str:
        if text:
            read(text)
        return text

    return check


class MailEnvironment(SiteEnvironment):
    """Through which server, and as whom, readers are told of decisions."""

    email_url: str = Field(
        "",
        alias="PARLEY_EMAIL_URL",
        repr=False,
        description="Mail server through which readers who left an address are told of decisions, such as "
        "smtps://user:password@mail.example; empty: nobody is asked for an address.",
    )
    email_from: str = Field(
        "",
        validate_default=True,
        alias="PARLEY_EMAIL_FROM",
        description="Address that these e-mails come from, such as comments@news.example or "
        "News <comments@news.example>; without a name they bear the publication's.",
    )
    email_keep_days: int = Field(
        30,
        ge=1,
        le=365,
        alias="PARLEY_EMAIL_KEEP_DAYS",
        description="Days after which an address that a reader left with a comment is deleted.",
    )
    email_per_minute: int = Field(
        60,
        ge=1,
        le=10_000,
        alias="PARLEY_EMAIL_PER_MINUTE",
        description="E-mails sent in a minute at most; the others wait.",
    )

    _mail_server = field_validator("email_url")(checked(mail_server_read))
    _sender = field_validator("email_from")(checked(sender_read))
