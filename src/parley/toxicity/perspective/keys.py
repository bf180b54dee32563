"""API keys: made once, kept as hashes in a file that only its owner can read.

A key is 32 random bytes, so nobody finds one by trying, whatever the hash: SHA-256 is enough, and unlike a slow
password hash it costs nothing at every request.
"""

import fcntl
import hashlib
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

_PREFIX: Final = "parley-"
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")


class KeyFileError(Exception):
    """The file of keys can't be used as asked; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Key:
    """`digest` is the SHA-256 of the key in hexadecimal, `per_minute` how many requests it may make, None for any."""

    name: str
    digest: str
    made: str
    per_minute: int | None = None


class KeyFile:
    """The keys in `path`, one JSON line each. A running server sees changes at its next request."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._seen: tuple[int, int, int] | None = None
        self._by_digest: dict[str, Key] = {}

    def exists(self) -> bool:
        return self._path.exists()

    def find(self, secret: str) -> Key | None:
        """Return the key whose text is `secret`. Raises KeyFileError when the file can't be read."""
        digest = _digest(secret)
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise KeyFileError(f"Can't read {self._path}: {error.strerror}.") from error
        stamp = (found.st_mtime_ns, found.st_size, found.st_ino)
        with self._lock:
            if stamp != self._seen:
                self._by_digest = {key.digest: key for key in self.read()}
                self._seen = stamp
            return self._by_digest.get(digest)

    def read(self) -> Sequence[Key]:
        """Return all keys, oldest first. Raises KeyFileError."""
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
            return [Key(**json.loads(line)) for line in lines if line.strip()]
        except FileNotFoundError:
            return []
        except OSError as error:
            raise KeyFileError(f"Can't read {self._path}: {error.strerror}.") from error
        except (ValueError, TypeError) as error:
            raise KeyFileError(
                f"{self._path} is damaged: each line must be one key. Put back a copy, or delete it and make new keys."
            ) from error

    def add(self, name: str, *, per_minute: int | None = None) -> str:
        """Make a key and return its text, which is kept nowhere. Raises KeyFileError, also for a name that is taken."""
        if not _NAME.fullmatch(name):
            raise KeyFileError(
                "A key's name has at most 64 letters, digits, dots, hyphens and underscores, "
                "and begins with a letter or digit."
            )
        secret = _PREFIX + secrets.token_urlsafe(32)
        key = Key(
            name=name,
            digest=_digest(secret),
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            per_minute=per_minute,
        )
        with self._alone():
            keys = self.read()
            if any(other.name == name for other in keys):
                raise KeyFileError(f"There is a key {name} already. Revoke it first, or choose another name.")
            self._write([*keys, key])
        return secret

    def revoke(self, name: str) -> None:
        """Make the key unusable at once. Raises KeyFileError if there is none of that name."""
        with self._alone():
            keys = self.read()
            kept = [key for key in keys if key.name != name]
            if len(kept) == len(keys):
                raise KeyFileError(
                    f"There is no key {name}. `parley toxicity key list` shows those there are."
                )
            # The file stays, though it may be empty: a server without it would be open.
            self._write(kept)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Keep other processes from writing meanwhile."""
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._path.with_suffix(".lock"), os.O_WRONLY | os.O_CREAT, 0o600)
        except OSError as error:
            raise KeyFileError(f"Can't write {self._path}: {error.strerror}.") from error
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def _write(self, keys: Sequence[Key]) -> None:
        """Replace the file in one step, so that no reader finds half of it."""
        new = self._path.with_suffix(".new")
        try:
            new.unlink(missing_ok=True)
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.writelines(json.dumps(asdict(key)) + "\n" for key in keys)
                file.flush()
                os.fsync(file.fileno())
            new.replace(self._path)
        except OSError as error:
            raise KeyFileError(f"Can't write {self._path}: {error.strerror}.") from error


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
