"""Sending the e-mails that are due, through the server of the settings. No address gets into a log or an error text."""

import logging
import smtplib
import ssl
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.conf import settings
from django.core.mail import get_connection
from django.core.mail.backends.base import BaseEmailBackend

from parley.kernel.breaker import Breaker, BreakerOpenError
from parley.kernel.mail import Mail, composer_of, mail_message
from parley.kernel.mail_queue import (
    Claimed,
    State,
    mail_claim,
    mail_defer,
    mail_settle,
    mails_due,
    mails_sent_lately,
)

logger = logging.getLogger(__name__)

#: E-mails of one turn; with more, what else is due waits for the next.
TURN_MAX: Final = 50
PERMANENT: Final = 500  # from this SMTP reply code on, trying again is of no use (RFC 5321, section 4.2.1)
_PROBLEMS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (smtplib.SMTPAuthenticationError, "the mail server refuses the user name or the password"),
    (smtplib.SMTPNotSupportedError, "the mail server does not offer what PARLEY_EMAIL_URL asks for"),
    (smtplib.SMTPSenderRefused, "the mail server refuses PARLEY_EMAIL_FROM as the sender"),
    (smtplib.SMTPRecipientsRefused, "the mail server refuses the recipient"),
    (smtplib.SMTPDataError, "the mail server refuses the message"),
    (smtplib.SMTPServerDisconnected, "the mail server broke the connection off"),
    (smtplib.SMTPException, "the mail server does not answer as it should"),
    (ssl.SSLCertVerificationError, "the mail server's certificate can't be trusted"),
    (ssl.SSLError, "the mail server does not speak TLS as PARLEY_EMAIL_URL says"),
    (TimeoutError, "the mail server did not answer in time"),
    (OSError, "the mail server can't be reached"),
)
_server = Breaker("The mail server", failures=2, seconds=60.0)


def mails_send(*, stopped: Callable[[], bool] = lambda: False, server: Breaker = _server) -> int:
    """Send what is due, as many as PARLEY_EMAIL_PER_MINUTE lets; return how many were sent.

    Call it every few seconds, in any number of processes. `stopped`: asked before each e-mail. A `server` that is down
    is spared: then one e-mail a minute tries, and the others lose no attempt.
    """
    due = mails_due(most=TURN_MAX)
    if not due:
        return 0
    room = max(0, settings.PARLEY_EMAIL_PER_MINUTE - mails_sent_lately())
    sent = 0
    with _connection() as backend:
        for pk in due[:room]:
            if stopped():
                break
            try:
                problem = _connect(backend, server)
            except BreakerOpenError:
                break
            claimed = mail_claim(pk=pk)
            if claimed and problem:
                mail_defer(claimed=claimed, problem=problem)
            elif claimed:
                sent += _send(claimed, backend)
            if problem:
                break
    return sent


def mail_server_problem() -> str:
    """Connect and sign in as for sending; return what is wrong in words, "" where all is well."""
    with _connection() as backend:
        try:
            backend.open()
        except Exception as error:  # noqa: BLE001 -- whatever it is, it is what is wrong
            return problem_words(error)
    return ""


def problem_words(error: Exception) -> str:
    """Say what failed, with the reply code where there is one; not the server's words, which may name the recipient."""
    words = next((words for kind, words in _PROBLEMS if isinstance(error, kind)), type(error).__name__)
    code = _reply_code(error)
    if code:
        return f"{words} ({code})"
    if isinstance(error, smtplib.SMTPException | ssl.SSLError) or not isinstance(error, OSError):
        return words
    return f"{words} ({error.strerror})" if error.strerror else words


def _send(claimed: Claimed, backend: BaseEmailBackend) -> bool:
    composed, mail = _composed(claimed)
    if not composed:
        return False
    if mail is None:
        mail_settle(claimed=claimed, state=State.DROPPED)
        return False
    try:
        mail_message(mail=mail, key=claimed.key, backend=backend).send()
    except Exception as error:  # noqa: BLE001 -- one e-mail that can't be sent must not keep others from it
        _note_failure(claimed, error)
        with suppress(Exception):
            backend.close()  # whatever state the conversation is in, the next e-mail begins another
        return False
    mail_settle(claimed=claimed, state=State.SENT)
    return True


def _composed(claimed: Claimed) -> tuple[bool, Mail | None]:
    """Return whether its composer came to an end, and the e-mail that it wrote."""
    composer = composer_of(claimed.kind)
    try:
        return True, composer(reference=claimed.reference) if composer else None
    except Exception as error:  # noqa: BLE001 -- as above
        # Without the error's own words, in which an address may stand.
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error(  # noqa: TRY400 -- for the same reason
            "An e-mail (%s) could not be written: %s\n%s", claimed.key, type(error).__name__, where
        )
        mail_defer(claimed=claimed, problem="it could not be written; the log says where")
    return False, None


def _connect(backend: BaseEmailBackend, server: Breaker) -> str:
    """Connect, unless that is done; return what is wrong. Raises BreakerOpenError while the server is spared."""
    try:
        with server.guarded():
            backend.open()
    except BreakerOpenError:
        raise
    except Exception as error:  # noqa: BLE001 -- whatever it is, the next turn tries again
        return problem_words(error)
    return ""


def _note_failure(claimed: Claimed, error: Exception) -> None:
    words, code = problem_words(error), _reply_code(error)
    logger.warning("An e-mail (%s) was not sent at attempt %d: %s", claimed.key, claimed.attempts, words)
    its_own = isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
    if its_own and code >= PERMANENT:
        mail_settle(claimed=claimed, state=State.REFUSED, problem=words)
    else:
        mail_defer(claimed=claimed, problem=words)


def _reply_code(error: Exception) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _words in error.recipients.values()), default=0)
    return error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else 0


@contextmanager
def _connection() -> Iterator[BaseEmailBackend]:
    backend = get_connection()
    try:
        yield backend
    finally:
        with suppress(Exception):  # saying goodbye to a server that has gone
            backend.close()
