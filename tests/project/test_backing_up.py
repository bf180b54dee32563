import sqlite3
import stat
import subprocess
import sys
import tarfile
from contextlib import closing
from pathlib import Path

import pytest

from tests.prepared import data_copy


def _parley(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "parley", *arguments, "--data", str(data)],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
        timeout=120,
    )


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("backup") / "data"
    data_copy(target=folder, kind="migrated")
    (folder / "media").mkdir()
    (folder / "media" / "picture.jpg").write_bytes(b"a picture")
    return folder


def test_an_archive_unpacks_to_a_working_data_folder(data: Path, tmp_path: Path) -> None:
    made = _parley(data, "createadmin", "ada")
    assert "one-time password" in made.stdout
    archive = tmp_path / "copy.tar.gz"
    answer = _parley(data, "backup", str(archive))
    assert answer.returncode == 0, answer.stderr
    assert stat.S_IMODE(archive.stat().st_mode) == 0o600

    restored = tmp_path / "restored"
    with tarfile.open(archive) as packed:
        packed.extractall(restored, filter="data")
    assert (restored / "media" / "picture.jpg").read_bytes() == b"a picture"
    assert (restored / "secret_key").read_text() == (data / "secret_key").read_text()
    with closing(sqlite3.connect(restored / "parley.sqlite3")) as database:
        assert database.execute("SELECT username FROM accounts_person").fetchall() == [("ada",)]
    checked = _parley(restored, "check")
    assert checked.returncode == 0, checked.stderr


def test_an_existing_file_is_left_alone(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "precious"
    target.write_text("keep me")
    answer = _parley(data, "backup", str(target))
    assert answer.returncode == 1
    assert "exists already" in answer.stderr
    assert target.read_text() == "keep me"


def test_a_folder_that_is_not_there_is_named(data: Path, tmp_path: Path) -> None:
    answer = _parley(data, "backup", str(tmp_path / "nowhere" / "copy.tar.gz"))
    assert answer.returncode == 1
    assert "Can't write" in answer.stderr
    assert "Traceback" not in answer.stderr
