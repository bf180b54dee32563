"""`parley backup`: one archive from which a site can be restored, made while the server runs."""

import os
import sqlite3
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection


class BackupError(Exception):
    """The archive can't be made; the message says what to do."""


def backup_write(*, target: Path) -> int:
    """Write database, uploaded files, secret key and API keys to `target` (tar, gzip); return its size in bytes.

    The database is copied through SQLite's online backup, so the copy is of one moment. The archive appears under its
    name only when it is complete, and only its owner can read it. Raises BackupError.
    """
    if connection.vendor != "sqlite":
        raise BackupError(
            "The database is not SQLite: use the database's own tool (pg_dump) and copy the folder "
            f"{settings.MEDIA_ROOT}."
        )
    if target.exists():
        raise BackupError(f"{target} exists already; choose another name.")
    try:
        return _archive(target)
    except OSError as error:
        raise BackupError(f"Can't write {target}: {error.strerror}.") from error


def _archive(target: Path) -> int:
    source = Path(settings.DATABASES["default"]["NAME"])
    with tempfile.TemporaryDirectory(dir=target.resolve().parent, prefix=".parley-backup-") as folder:
        copy = Path(folder) / "parley.sqlite3"
        with (
            closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(copy)) as still,
        ):
            live.backup(still)
        part = Path(folder) / "archive"
        # Made unreadable for others first: it holds the secret key and what readers wrote.
        with (
            os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as file,
            tarfile.open(fileobj=file, mode="w:gz") as archive,
        ):
            archive.add(copy, "parley.sqlite3")
            for name in ("media", "secret_key", "toxicity"):  # the last: API keys, suggested scores
                path = settings.DATA / name
                if path.exists():
                    archive.add(path, name)
        part.replace(target)
    return target.stat().st_size
