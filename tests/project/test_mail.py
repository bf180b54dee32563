"""E-mail as an operator sets it up: how its address is read, what a wrong one says, what `parley check` finds."""

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError
from pytest_django import Settings

from parley.kernel.clock import now
from parley.kernel.models import MailRow
from parley.project.checking import problems_find
from parley.project.mailing import Mailing
from parley.project.settings.environment import Environment
from parley.project.settings.mail import MailServer, Sender, mail_server_read, sender_read
from tests.smtp_server import mail_server

PATIENCE = 20  # seconds
PASSWORD = "hunter2hunter2"

READ = {
    "smtps://ada:pw@mail.example": MailServer("mail.example", 465, "ada", "pw", "tls"),
    "smtps://mail.example:4650/": MailServer("mail.example", 4650, encryption="tls"),
    "smtp://ada:pw@mail.example?starttls=1": MailServer("mail.example", 587, "ada", "pw", "starttls"),
    "smtp://mail.example:2525?starttls=true": MailServer("mail.example", 2525, encryption="starttls"),
    "smtp://mail.example": MailServer("mail.example", 25),
    "smtp://mail.example?starttls=0": MailServer("mail.example", 25),
    "smtp://ada:pw@127.0.0.1:1025": MailServer("127.0.0.1", 1025, "ada", "pw"),
    "smtp://ada:pw@[::1]": MailServer("::1", 25, "ada", "pw"),
    "smtps://ada%40news.example:p%2Fw%3A%40%23@mail.example": MailServer(
        "mail.example", 465, "ada@news.example", "p/w:@#", "tls"
    ),
}


@pytest.mark.parametrize(("url", "server"), READ.items(), ids=READ)
def test_a_mail_server(url: str, server: MailServer) -> None:
    assert mail_server_read(url) == server
    assert "pw" not in repr(server).replace("'ada'", "")


WRONG = {
    "another protocol": (f"https://ada:{PASSWORD}@mail.example", "is written as"),
    "no protocol": ("mail.example:465", "is written as"),
    "a port that is none": (f"smtps://ada:{PASSWORD}@mail.example:no", "is written as"),
    "a port too high": (f"smtps://ada:{PASSWORD}@mail.example:99999", "is written as"),
    "a space": (f"smtps://ada:{PASSWORD}@mail.example ", "is written as"),
    "a slash in the password": (f"smtps://ada:{PASSWORD}/x@mail.example", "%2F"),
    "a hash in the password": (f"smtps://ada:12#{PASSWORD}@mail.example", "%23"),
    "a question mark in it": (f"smtps://ada:12?{PASSWORD}@mail.example", "behind the port"),
    "no host": ("smtps://", "names no host"),
    "a user alone": ("smtps://ada@mail.example", "or neither"),
    "a password alone": (f"smtps://:{PASSWORD}@mail.example", "or neither"),
    "a path": (f"smtps://ada:{PASSWORD}@mail.example/box", "nothing between"),
    "a password in the open": (f"smtp://ada:{PASSWORD}@mail.example", "unencrypted"),
    "an unknown option": (f"smtp://ada:{PASSWORD}@mail.example?tls=1", "starttls=1"),
    "an unclear wish": (f"smtp://ada:{PASSWORD}@mail.example?starttls=maybe", "starttls=1"),
    "two ways at once": (f"smtps://ada:{PASSWORD}@mail.example?starttls=1", "behind the port"),
}


@pytest.mark.parametrize(("url", "words"), WRONG.values(), ids=WRONG)
def test_a_wrong_one_stops_the_start_and_gives_nothing_away(
    monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("PARLEY_EMAIL_URL", url)
    monkeypatch.setenv("PARLEY_EMAIL_FROM", "comments@news.example")
    with pytest.raises(ValidationError) as wrong:
        Environment()
    told = str(wrong.value)
    assert "PARLEY_EMAIL_URL" in told
    assert words in told
    assert PASSWORD not in told


def test_a_sender() -> None:
    assert sender_read("comments@news.example") == Sender("comments@news.example")
    assert sender_read("The Post <comments@news.example>") == Sender("comments@news.example", "The Post")
    for wrong in ("", "news", "a@b", "a@news.example, b@news.example", "Post\n <a@news.example>"):
        with pytest.raises(ValueError, match="must be an e-mail address"):
            sender_read(wrong)


def test_a_server_wants_a_sender(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PARLEY_EMAIL_URL", "smtps://mail.example")
    with pytest.raises(ValidationError, match="PARLEY_EMAIL_FROM must be set"):
        Environment()
    monkeypatch.setenv("PARLEY_EMAIL_FROM", "comments@news.example")
    assert Environment().email_keep_days == 30


def test_django_is_told(tmp_path: Path) -> None:
    script = (
        "from parley.project.settings import base as s; "
        "print(s.EMAIL_HOST, s.EMAIL_PORT, s.EMAIL_HOST_USER, s.EMAIL_HOST_PASSWORD, s.EMAIL_USE_TLS, "
        "s.EMAIL_USE_SSL, s.PARLEY_EMAIL_ON, s.DEFAULT_FROM_EMAIL)"
    )
    values = {
        "PARLEY_DATA": str(tmp_path),
        "PARLEY_EMAIL_URL": "smtp://ada:p%40w@mail.example?starttls=1",
        "PARLEY_EMAIL_FROM": "The Post <comments@news.example>",
    }
    done = subprocess.run(
        [sys.executable, "-c", script],
        env=os.environ | values,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.strip() == "mail.example 587 ada p@w True False True The Post <comments@news.example>"


@pytest.mark.django_db
def test_check_tries_the_mail_server_and_counts_what_is_stuck(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "parley", PASSWORD
    at = now()
    MailRow.objects.create(
        key="a", kind="b", reference="c", attempts=5, problem="it is down", due_at=at, created_at=at
    )
    with mail_server() as server:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        server.users["parley"] = "another"
        found = "\n".join(problems_find(deploy=False))
        assert "PARLEY_URL is not set" in found
        assert "No e-mail can be sent to readers: the mail server refuses the user name" in found
        assert "1 e-mails to readers have failed several times" in found
        assert "it is down" in found
        assert PASSWORD not in found
        server.users["parley"] = PASSWORD
        assert "No e-mail can be sent" not in "\n".join(problems_find(deploy=False))
    settings.PARLEY_EMAIL_ON = False
    assert "mail" not in "\n".join(problems_find(deploy=False))


# --- the thread beside the server ------------------------------------------------------------------------
def test_it_sends_again_and_again_until_it_is_stopped(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = True
    turns = threading.Semaphore(0)
    asked = []

    def send(*, stopped: object) -> None:
        asked.append(stopped)
        turns.release()
        raise RuntimeError("a failure ends nothing")

    mailing = Mailing(send=send, tick=0.001)
    mailing.start()
    for _turn in range(3):
        assert turns.acquire(timeout=PATIENCE)
    mailing.stop()
    assert not mailing._thread.is_alive()
    assert asked[0]() is True


def test_where_it_is_off_there_is_no_thread(settings: Settings) -> None:
    settings.PARLEY_EMAIL_ON = False
    mailing = Mailing()
    mailing.start()
    assert not mailing._thread.is_alive()
    mailing.stop()
