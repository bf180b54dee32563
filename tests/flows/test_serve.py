"""`parley serve` from outside: what it prints, how it starts and stops, what it refuses."""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.prepared import data_copy
from tests.servers import ParleyServer

pytestmark = [pytest.mark.server, pytest.mark.slow]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ParleyServer]:
    with ParleyServer(data=tmp_path_factory.mktemp("serve") / "data", first=True) as running:
        yield running


def test_the_first_start_shows_a_paper_and_a_password(server: ParleyServer) -> None:
    assert "Administrator: admin" in server.output
    told = re.findall(r"^  (\d+) of (\d+) steps$", server.output, re.MULTILINE)
    assert len(told) == 4, "people see how far it is"
    assert told[-1][0] == told[-1][1]
    assert len(server.password) >= 16
    front = httpx.get(server.url, timeout=60)  # pictures are scaled at the first look
    assert front.status_code == 200
    assert front.text.count("<article") >= 6


def test_the_one_time_password_leads_to_a_new_one_and_nowhere_else(server: ParleyServer) -> None:
    with httpx.Client(base_url=server.url, follow_redirects=True) as staff:
        page = staff.get("/admin/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)
        assert token
        signed_in = staff.post(
            "/admin/login/",
            data={"username": "admin", "password": server.password, "csrfmiddlewaretoken": token[1]},
            headers={"Referer": server.url},
        )
        assert signed_in.url.path == "/admin/first-password/"
        assert "one-time password" in signed_in.text
        assert staff.get("/admin/pages/").url.path == "/admin/first-password/"


def test_a_second_server_on_the_same_data_is_refused(server: ParleyServer) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "parley", "serve", "--port", "0", "--data", str(server.data)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert answer.returncode == 1
    assert "Another `parley serve` runs on" in answer.stderr


def test_a_port_that_is_taken_is_named(server: ParleyServer, tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "parley", "serve", "--port", str(server.port), "--data", str(tmp_path)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert answer.returncode == 1
    assert f"port {server.port}" in answer.stderr
    assert "--port" in answer.stderr


def test_a_command_beside_the_running_server(server: ParleyServer) -> None:
    answer = subprocess.run(
        [sys.executable, "-m", "parley", "createadmin", "second"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
        env={"PATH": "/usr/bin:/bin", "PARLEY_DATA": str(server.data)},
    )
    assert "Administrator second, one-time password: " in answer.stdout


def test_an_empty_start_tells_the_next_step_and_the_second_start_keeps_everything(tmp_path: Path) -> None:
    server = ParleyServer(data=tmp_path / "data", empty=True, first=True)
    data_copy(target=server.data, kind="migrated")  # the steps of the database are another test's
    with server:
        front = httpx.get(server.url, timeout=60)  # pictures are scaled at the first look
        assert front.status_code == 200
        assert "/admin/" in front.text
    with server:
        assert httpx.get(server.url, timeout=60).status_code == 200
    assert server.output.count("One-time password") == 1
    assert "Traceback" not in server.output


def test_ctrl_c_ends_it_cleanly(tmp_path: Path) -> None:
    server = ParleyServer(data=tmp_path / "data", empty=True)
    server.start()
    assert server.stop() == 0
    assert "Traceback" not in server.output
