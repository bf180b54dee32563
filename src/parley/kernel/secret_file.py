"""A secret kept in a file that only its owner can read."""

import os
import secrets
from pathlib import Path


def secret_read_or_make(path: Path) -> str:
    """Return the secret in `path`; make one of 64 random characters first if there is none.

    Raises OSError when the folder can't be made or the file can't be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        # O_EXCL: of two processes that start at once only one writes; the other reads what it wrote.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="utf-8").strip()
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
