"""Sending what is due to a real mail server: what arrives, and what becomes of what does not."""

import logging
import ssl
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from pytest_django import Settings

from parley.kernel.breaker import Breaker
from parley.kernel.clock import now
from parley.kernel.mail import SUBJECT_MAX, Mail, mail_message
from parley.kernel.mail_queue import mail_queue
from parley.kernel.mail_sending import mail_server_problem, mails_send, problem_words
from parley.kernel.models import MailRow
from tests.smtp_server import MailServer, mail_server

pytestmark = pytest.mark.django_db
HERE = "tests.kernel.test_mail_sending"
ADDRESS = "ada@readers.example"
SECRET = "correct horse battery"
State = MailRow.State


def composer(*, reference: str) -> Mail | None:
    """Write one for each reference but for two."""
    if reference == "broken":
        raise RuntimeError(f"no such person: {ADDRESS}")
    if reference == "gone":
        return None
    return _mail(subject=f"About {reference}")


def _mail(
    *, subject: str = "About it", to: str = ADDRESS, stop: str = "https://news.example/stop/1/"
) -> Mail:
    return Mail(to=to, subject=subject, text="Your words: “Ĝis!”\n", html="<p>“Ĝis!”</p>", stop_url=stop)


@pytest.fixture(scope="module")
def _serving() -> Iterator[MailServer]:
    with mail_server() as server:
        yield server


@pytest.fixture
def server(_serving: MailServer, settings: Settings) -> MailServer:
    _serving.received.clear()
    _serving.answers.clear()
    _serving.users.clear()
    _serving.connections = 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", _serving.port
    return _serving


@pytest.fixture(autouse=True)
def _settings(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = True
    settings.DEFAULT_FROM_EMAIL = "comments@news.example"
    settings.PARLEY_MAIL_COMPOSERS = {"test": f"{HERE}.composer"}
    settings.PARLEY_PUBLICATION_NAME = f"{HERE}.publication"


def publication() -> str:
    return "The Örtlich Courier, est. 1890"


def _queue(*references: str) -> None:
    for number, reference in enumerate(references):
        due_at = now() - timedelta(minutes=5) + timedelta(seconds=number)
        mail_queue(key=f"test.{reference}", kind="test", reference=reference, due_at=due_at)


def _send(**options: object) -> int:
    return mails_send(server=Breaker("The mail server of a test", failures=2), **options)


def _states() -> dict[str, str]:
    return dict(MailRow.objects.values_list("reference", "state"))


def test_what_arrives(server: MailServer) -> None:
    _queue("bridge")
    assert _send() == 1
    (one,) = server.received
    assert (one.sender, one.recipients) == ("comments@news.example", (ADDRESS,))
    message = one.message
    assert str(message["From"]) == '"The Örtlich Courier, est. 1890" <comments@news.example>'
    assert (message["To"], message["Subject"]) == (ADDRESS, "About bridge")
    assert message["Message-ID"] == "<test.bridge@news.example>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://news.example/stop/1/>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Date"]
    assert message.get_content_type() == "multipart/alternative"
    assert one.part("plain").strip() == "Your words: “Ĝis!”"
    assert one.part("html").strip() == "<p>“Ĝis!”</p>"
    assert _states() == {"bridge": State.SENT}
    assert _send() == 0
    assert len(server.received) == 1


def test_many_go_over_one_connection(server: MailServer) -> None:
    _queue("a", "gone", "b", "c")
    assert _send() == 3
    assert server.connections == 1
    assert [one.message["Subject"] for one in server.received] == ["About a", "About b", "About c"]
    assert _states()["gone"] == State.DROPPED


def test_no_more_than_so_many_a_minute(server: MailServer, settings: Settings) -> None:
    settings.PARLEY_EMAIL_PER_MINUTE = 2
    _queue("a", "b", "c")
    assert [_send(), _send()] == [2, 0]
    MailRow.objects.filter(state=State.SENT).update(settled_at=now() - timedelta(minutes=2))
    assert _send() == 1


def test_a_server_that_stops_sends_no_more(server: MailServer) -> None:
    _queue("a", "b")
    assert _send(stopped=lambda: bool(server.received)) == 1
    assert _states() == {"a": State.SENT, "b": State.WAITING}


def test_a_sender_s_name_of_the_settings_stays(server: MailServer, settings: Settings) -> None:
    settings.DEFAULT_FROM_EMAIL = "Comments <comments@news.example>"
    _queue("a")
    _send()
    assert server.received[0].message["From"] == "Comments <comments@news.example>"


# --- what fails ------------------------------------------------------------------------------------------
ANSWERS = {
    "no such mailbox": ("RCPT", f"550 {ADDRESS} does not exist", State.REFUSED, "recipient (550)"),
    "come back later": ("RCPT", f"450 {ADDRESS}: greylisted", State.WAITING, "recipient (450)"),
    "we do not want it": ("DATA", f"554 spam for {ADDRESS}", State.REFUSED, "message (554)"),
    "not from you": ("MAIL", "550 relaying denied", State.WAITING, "sender (550)"),
    "no longer there": ("DATA", "421 bye", State.WAITING, "(421)"),
}


@pytest.mark.parametrize(("command", "answer", "state", "words"), ANSWERS.values(), ids=ANSWERS)
def test_refusals(
    server: MailServer,
    caplog: pytest.LogCaptureFixture,
    command: str,
    answer: str,
    state: str,
    words: str,
) -> None:
    server.answers[command] = answer
    _queue("a")
    caplog.set_level(logging.DEBUG)
    assert _send() == 0
    row = MailRow.objects.get()
    assert (row.state, row.attempts, row.claimed_until) == (state, 1, None)
    assert words in row.problem
    assert words in caplog.text
    assert ADDRESS not in caplog.text + row.problem
    if state == State.WAITING:
        assert row.due_at > now()


def test_one_that_fails_keeps_no_other_back(server: MailServer, caplog: pytest.LogCaptureFixture) -> None:
    _queue("broken", "a")
    assert _send() == 1
    assert _states() == {"broken": State.WAITING, "a": State.SENT}
    assert "RuntimeError" in caplog.text
    assert "in composer" in caplog.text, "whoever looks for the mistake needs to know where"
    assert ADDRESS not in caplog.text


def test_a_kind_that_is_gone_is_dropped(server: MailServer, settings: Settings) -> None:
    settings.PARLEY_MAIL_COMPOSERS = {}
    _queue("a")
    assert _send() == 0
    assert _states() == {"a": State.DROPPED}


def test_a_server_that_is_down_costs_one_attempt_and_is_then_spared(
    server: MailServer, settings: Settings
) -> None:
    server.answers["CONNECT"] = "554 closed"
    clock = [0.0]
    breaker = Breaker("The mail server of a test", failures=2, seconds=60, clock=lambda: clock[0])
    _queue("a", "b", "c")
    for _turn in range(4):
        assert mails_send(server=breaker) == 0
    assert server.connections == 2
    assert list(MailRow.objects.order_by("key").values_list("attempts", flat=True)) == [1, 1, 0]
    server.answers.clear()
    clock[0] = 61.0
    assert mails_send(server=breaker) == 1
    MailRow.objects.update(due_at=now())
    assert mails_send(server=breaker) == 2


def test_a_wrong_password_is_told_without_it(
    server: MailServer, settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    server.users["parley"] = "another"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "parley", SECRET
    caplog.set_level(logging.DEBUG)
    _queue("a")
    assert _send() == 0
    problem = MailRow.objects.get().problem
    assert problem == "the mail server refuses the user name or the password (535)"
    assert mail_server_problem() == problem
    assert SECRET not in caplog.text + problem
    server.users["parley"] = SECRET
    assert mail_server_problem() == ""


def test_nobody_there(settings: Settings, unused_port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", unused_port
    assert mail_server_problem() == "the mail server can't be reached (Connection refused)"


@pytest.fixture
def unused_port() -> int:
    with mail_server() as server:
        return server.port


def test_problems_in_words_name_nobody() -> None:
    refused = SMTPRecipientsRefused({ADDRESS: (451, f"{ADDRESS} is busy".encode())})
    words = [
        problem_words(error)
        for error in (
            refused,
            TimeoutError("timed out"),
            ssl.SSLError(1, "wrong version"),
            ValueError(ADDRESS),
        )
    ]
    assert words == [
        "the mail server refuses the recipient (451)",
        "the mail server did not answer in time",
        "the mail server does not speak TLS as PARLEY_EMAIL_URL says",
        "ValueError",
    ]


# --- what stands in the head -----------------------------------------------------------------------------
@pytest.mark.parametrize("line_break", ["\n", "\r\n", "\r", "\u2028", "\x85", "\x0b"])
def test_no_words_begin_another_header(line_break: str) -> None:
    message = mail_message(
        mail=_mail(subject=f"About it{line_break}Bcc: all@readers.example"), key="test.1"
    ).message()
    assert message["Subject"].startswith("About it")
    assert "Bcc" not in message
    assert len(message.as_bytes().split(b"\n\n")[0].split(b"\nBcc")) == 1


def test_an_address_that_would_begin_another_header_is_not_written_to() -> None:
    with pytest.raises(ValueError, match=r"newline|[Ii]nvalid"):
        mail_message(mail=_mail(to=f"{ADDRESS}\nBcc: all@readers.example"), key="test.1").message()


def test_a_name_is_no_second_address(settings: Settings) -> None:
    settings.PARLEY_PUBLICATION_NAME = f"{HERE}.hostile"
    message = mail_message(mail=_mail(), key="test.1").message()
    assert message["From"].count("<") == 1
    assert "\n" not in message["From"]
    assert message["From"].endswith("<comments@news.example>")


def hostile() -> str:
    return "Courier\nBcc: all@readers.example"


def test_a_long_subject_is_cut() -> None:
    message = mail_message(mail=_mail(subject="About " * 100), key="test.1")
    assert len(message.subject) <= SUBJECT_MAX
    assert message.subject.endswith("…")


def test_without_https_there_is_no_one_click() -> None:
    message = mail_message(mail=_mail(stop="http://127.0.0.1:8000/stop/1/"), key="test.1").message()
    assert message["List-Unsubscribe"] == "<http://127.0.0.1:8000/stop/1/>"
    assert "List-Unsubscribe-Post" not in message
