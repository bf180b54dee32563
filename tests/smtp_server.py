"""A mail server for tests: it speaks SMTP on a free port of this machine, and keeps what it gets."""

import base64
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass(frozen=True, slots=True)
class Received:
    sender: str
    recipients: tuple[str, ...]
    data: bytes

    @property
    def message(self) -> EmailMessage:
        return message_from_bytes(self.data, policy=policy.default)

    def part(self, subtype: str) -> str:
        """Return the words of the part that is text/`subtype`."""
        (found,) = (one for one in self.message.walk() if one.get_content_type() == f"text/{subtype}")
        return str(found.get_content())


@dataclass
class MailServer:
    """`received`: each e-mail, in order. `answers`: what a command is answered with instead of yes, by its name.

    `users`: who may sign in, by name; empty asks nobody to. `connections`: how often somebody connected.
    """

    port: int = 0
    received: list[Received] = field(default_factory=list)
    answers: dict[str, str] = field(default_factory=dict)
    users: dict[str, str] = field(default_factory=dict)
    connections: int = 0

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """Serve until the block ends."""
    kept = MailServer()
    handler = type("Handler", (_Handler,), {"kept": kept})
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        kept.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield kept
        finally:
            server.shutdown()
            thread.join()


class _Handler(socketserver.StreamRequestHandler):
    kept: MailServer

    def handle(self) -> None:
        self.kept.connections += 1
        self._sender, self._recipients, self._signed_in = "", [], not self.kept.users
        self._say(self.kept.answers.get("CONNECT", "220 ready"))
        while line := self.rfile.readline():
            name, _space, rest = line.decode().strip().partition(" ")
            if answer := self.kept.answers.get(name.upper()):
                self._say(answer)
            elif name.upper() == "QUIT":
                self._say("221 goodbye")
                return
            else:
                getattr(self, f"_{name.lower()}", self._unknown)(rest)

    def _ehlo(self, _rest: str) -> None:
        self._say("250-here" if self.kept.users else "250 here")
        if self.kept.users:
            self._say("250 AUTH PLAIN")

    def _auth(self, rest: str) -> None:
        _none, user, password = base64.b64decode(rest.partition(" ")[2]).decode().split("\0")
        self._signed_in = self.kept.users.get(user) == password
        self._say("235 welcome" if self._signed_in else f"535 {user} is not welcome")

    def _mail(self, rest: str) -> None:
        self._sender, self._recipients = _address(rest), []
        self._say("250 yes" if self._signed_in else "530 sign in first")

    def _rcpt(self, rest: str) -> None:
        self._recipients.append(_address(rest))
        self._say("250 yes")

    def _data(self, _rest: str) -> None:
        self._say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        self.kept.received.append(Received(self._sender, tuple(self._recipients), b"".join(lines)))
        self._say("250 kept")

    def _rset(self, _rest: str) -> None:
        self._say("250 yes")

    def _unknown(self, _rest: str) -> None:
        self._say("502 what?")

    def _say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())


def _address(rest: str) -> str:
    return rest.partition("<")[2].partition(">")[0]
