"""API keys, their limits, and the commands that make them."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.toxicity.cli.key import key as key_command
from parley.toxicity.cli.serve import serve
from parley.toxicity.perspective.access import KeyAccess, OpenAccess
from parley.toxicity.perspective.keys import KeyFile, KeyFileError
from parley.toxicity.perspective.places import keys_path
from tests.toxicity.perspective.harness import ANALYZE, Answer, Asking

OK = {"comment": {"text": "A plain comment."}, "requestedAttributes": {"TOXICITY": {}}}


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def keys(tmp_path: Path) -> KeyFile:
    return KeyFile(tmp_path / "keys.jsonl")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def asking(asking_with: Callable[..., Asking], keys: KeyFile, clock: Clock) -> Asking:
    return asking_with(access=KeyAccess(keys, clock=clock))


def ask(asking: Asking, key: str) -> Answer:
    return asking.ask(ANALYZE, OK, query=f"key={key}")


def test_anybody_may_ask_until_there_is_a_key(asking: Asking, keys: KeyFile) -> None:
    assert ask(asking, "").status == 200
    assert ask(asking, "whatever").status == 200
    keys.add("coral")
    assert ask(asking, "whatever").status == 400
    # Without any usable key left the server is shut, not open.
    keys.revoke("coral")
    assert ask(asking, "whatever").status == 400


def test_a_key_is_taken_from_either_place(asking: Asking, keys: KeyFile) -> None:
    secret = keys.add("coral")
    assert ask(asking, secret).status == 200
    assert asking.ask(ANALYZE, OK, headers={"x-goog-api-key": secret}).status == 200
    missing = asking.ask(ANALYZE, OK)
    assert (missing.status, missing.error["status"]) == (403, "PERMISSION_DENIED")
    wrong = ask(asking, secret[:-1])
    assert wrong.error["message"] == "API key not valid. Please pass a valid API key."
    assert (wrong.status, wrong.error["status"]) == (400, "INVALID_ARGUMENT")
    assert wrong.error["details"][0]["reason"] == "API_KEY_INVALID"


def test_in_a_batch_the_key_may_stand_on_the_whole(asking: Asking, keys: KeyFile) -> None:
    secret = keys.add("coral")

    def part(query: str) -> str:
        head = "--x\nContent-Type: application/http\n\n"
        return f"{head}POST {ANALYZE}?{query} HTTP/1.1\n\n{json.dumps(OK)}\n"

    body = f"{part('')}{part(f'key={secret}')}{part('key=wrong')}--x--".encode()
    for query, statuses in (("", ["403", "200", "400"]), (f"key={secret}", ["200", "200", "400"])):
        answer = asking.ask(
            "/batch", body, query=query, headers={"content-type": "multipart/mixed; boundary=x"}
        )
        assert re.findall(r"^HTTP/1.1 (\d+)", answer.text, re.MULTILINE) == statuses


def test_discovery_and_health_need_no_key_but_metrics_do(asking: Asking, keys: KeyFile) -> None:
    secret = keys.add("prometheus")
    assert asking.ask("/$discovery/rest", method="GET").status == 200
    assert asking.ask("/healthz", method="GET").status == 200
    assert asking.ask("/metrics", method="GET").status == 403
    assert asking.ask("/metrics", method="GET", query=f"key={secret}").status == 200


def test_with_open_access_any_key_or_none_will_do(asking_with: Callable[..., Asking]) -> None:
    asking = asking_with(access=OpenAccess())
    assert (ask(asking, "").status, ask(asking, "unknown").status) == (200, 200)


def test_over_its_limit_a_key_gets_googles_answer(asking: Asking, keys: KeyFile, clock: Clock) -> None:
    secret, other = keys.add("coral", per_minute=3), keys.add("other")
    assert [ask(asking, secret).status for _ in range(5)] == [200, 200, 200, 429, 429]
    assert ask(asking, other).status == 200
    refused = ask(asking, secret)
    assert refused.headers["retry-after"] == "20"
    assert refused.error["status"] == "RESOURCE_EXHAUSTED"
    assert refused.error["message"].startswith(
        "Quota exceeded for quota metric 'Analysis requests (AnalyzeComment)'"
    )
    info, help_ = refused.error["details"]
    assert info["reason"] == "RATE_LIMIT_EXCEEDED"
    assert info["metadata"]["quota_limit_value"] == "3"
    assert info["metadata"]["quota_metric"] == "CommentAnalyzerService/analyze_requests"
    assert help_["@type"] == "type.googleapis.com/google.rpc.Help"
    assert secret not in refused.text
    clock.now += 20
    assert [ask(asking, secret).status for _ in range(2)] == [200, 429]
    clock.now += 3600
    assert [ask(asking, secret).status for _ in range(4)] == [200, 200, 200, 429]


def test_keys_are_kept_as_hashes_in_a_file_of_the_owners(keys: KeyFile, tmp_path: Path) -> None:
    secret = keys.add("coral")
    path = tmp_path / "keys.jsonl"
    assert path.stat().st_mode & 0o777 == 0o600
    assert secret not in path.read_text()
    assert re.fullmatch(r"parley-[\w-]{43}", secret)
    with pytest.raises(KeyFileError, match="already"):
        keys.add("coral")
    for name in ("", "two words", "../x", "x" * 65):
        with pytest.raises(KeyFileError):
            keys.add(name)
    with pytest.raises(KeyFileError, match="no key nobody"):
        keys.revoke("nobody")


@pytest.mark.parametrize("damage", ["not json\n", '{"name": "x"}\n', "[1]\n"])
def test_a_damaged_file_admits_nobody(asking: Asking, keys: KeyFile, tmp_path: Path, damage: str) -> None:
    secret = keys.add("coral")
    (tmp_path / "keys.jsonl").write_text(damage)
    answer = ask(asking, secret)
    assert (answer.status, answer.error["status"]) == (503, "UNAVAILABLE")


def test_nothing_logged_holds_a_key_or_a_text(
    asking: Asking, keys: KeyFile, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    secret = keys.add("coral")
    ask(asking, secret)
    ask(asking, f"{secret}x")
    assert secret not in caplog.text
    assert OK["comment"]["text"] not in caplog.text


def test_the_commands_make_list_and_revoke(tmp_path: Path) -> None:
    def run(*arguments: str) -> str:
        result = CliRunner().invoke(key_command, [*arguments, "--data", str(tmp_path)])
        return f"{result.exit_code} {result.output}"

    assert "There are no keys" in run("list")
    printed = run("add", "coral", "--per-minute", "60")
    secret = printed.removeprefix("0 ").strip()
    file = KeyFile(keys_path(tmp_path))
    found = file.find(secret)
    assert found is not None
    assert (found.name, found.per_minute) == ("coral", 60)
    run("add", "osmod")
    listed = run("list")
    assert "coral  60 a minute" in listed
    assert "osmod  no limit" in listed
    assert secret not in listed
    assert "1 Error: There is a key coral already" in run("add", "coral")
    assert run("revoke", "coral") == "0 The key coral is revoked.\n"
    assert file.find(secret) is None
    assert "1 Error: There is no key coral" in run("revoke", "coral")
    assert [json.loads(line)["name"] for line in keys_path(tmp_path).read_text().splitlines()] == ["osmod"]


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])  # noqa: S104 -- that it refuses is the point
def test_strangers_are_not_let_in_without_a_key(tmp_path: Path, host: str) -> None:
    result = CliRunner().invoke(serve, ["--host", host, "--port", "0", "--data", str(tmp_path)])
    assert result.exit_code == 1
    assert "there are no API keys" in result.output


@pytest.mark.parametrize(
    "arguments",
    [
        ["--public-url", "scores.example"],
        ["--public-url", "https://x/?a=b"],
        ["--allow-origin", "https://x/path"],
        ["--host", "192.0.2.1"],
    ],
)
def test_options_that_can_not_be_are_refused_in_words(tmp_path: Path, arguments: list[str]) -> None:
    result = CliRunner().invoke(serve, [*arguments, "--port", "0", "--data", str(tmp_path)])
    assert result.exit_code in (1, 2)
    assert "Error" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
