"""An interrupted run goes on exactly where it was, or says why it can't."""

import gzip
import io
import json
import os
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.toxicity.files.helpers import jsonl, rows, score, score_start

MENDED = "tests.toxicity.files.stand_in:Mended"
TEXTS = [f"slow {number}" if number > 30 else f"text {number}" for number in range(90)]
TEXTS[5], TEXTS[50] = "", "Das ist so"


def _csv() -> bytes:
    return b"id;text\r\n" + "".join(f'{n};"{text}\n"\r\n' for n, text in enumerate(TEXTS)).encode()


def _parquet() -> bytes:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    file = io.BytesIO()
    pq.write_table(pa.table({"text": TEXTS, "id": range(len(TEXTS))}), file, row_group_size=32)
    return file.getvalue()


INPUTS = {
    "in.jsonl": lambda: jsonl(TEXTS),
    "in.csv": _csv,
    "in.parquet": _parquet,
}


def _part_wait(out: Path, *, process: "subprocess.Popen[bytes]") -> int:
    """Wait until some rows, and not all, are kept; give their number."""
    state = out.with_name(out.name + ".part.state")
    while process.poll() is None:
        if state.exists() and (done := json.loads(state.read_text())["rows"]) >= 40:
            return int(done)
        time.sleep(0.005)
    raise AssertionError(f"The run ended too early, with status {process.returncode}.")


def _ctrl_c(process: "subprocess.Popen[bytes]") -> None:
    """Do what a terminal does: signal the command and all that it has started."""
    os.killpg(process.pid, signal.SIGINT)


@pytest.mark.parametrize("name", INPUTS)
def test_after_a_kill_the_same_command_makes_the_same_bytes(tmp_path: Path, name: str) -> None:
    file, whole, out = tmp_path / name, tmp_path / f"whole-{name}", tmp_path / f"out-{name}"
    file.write_bytes(INPUTS[name]())
    common = (file, "--batch-size", "4")
    with score_start(*common, "--workers", "1", "--output", out, "--quiet") as process:
        done = _part_wait(out, process=process)
        process.kill()
    assert 40 <= done < 90
    assert not out.exists()
    # What stands behind the last checkpoint is not trusted.
    with out.with_name(out.name + ".part").open("ab") as part:
        part.write(b'{"half a row')
    resumed = score(*common, "--output", out)
    assert resumed.exit_code == 3, resumed.output
    assert "90 rows: 88 scored" in resumed.stderr
    assert "rows are from the interrupted run" in resumed.stderr
    assert score(*common, "--output", whole).exit_code == 3
    assert out.read_bytes() == whole.read_bytes()
    assert {path.name for path in tmp_path.iterdir()} == {name, whole.name, out.name}


@pytest.mark.parametrize("end", [_ctrl_c, subprocess.Popen.terminate])
def test_interrupting_says_how_to_go_on(
    tmp_path: Path, end: "Callable[[subprocess.Popen[bytes]], None]"
) -> None:
    file, out = tmp_path / "in.txt", tmp_path / "out.jsonl"
    file.write_text("\n".join(f"slow {number}" for number in range(4000)), encoding="utf-8")
    command = (file, "--batch-size", "4", "--workers", "2", "--output", out)
    with score_start(*command, stderr=subprocess.PIPE, start_new_session=True) as process:
        _part_wait(out, process=process)
        end(process)
        _out, err = process.communicate()
    assert process.returncode == 130
    assert "Stopped." in err.decode()
    assert "Run the same command again to go on." in err.decode()
    assert "Traceback" not in err.decode()  # from no process
    kept = rows(tmp_path / "out.jsonl.part")
    assert kept[-1]["text"] == f"slow {len(kept) - 1}"


def test_a_failing_model_keeps_what_is_done(tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl.gz", tmp_path / "out.jsonl.gz"
    texts = ["a"] * 10 + ["unusable"] + ["b"] * 10
    file.write_bytes(gzip.compress(jsonl(texts)))
    failed = score(file, "--output", out, "--batch-size", "4")
    assert failed.exit_code == 1
    assert "The weights are damaged. Install Parley again. 8 rows are kept" in failed.stderr
    # The file's time and content have to stay; a model that works now is what has changed.
    resumed = score(file, "--output", out, "--batch-size", "4", scorer=MENDED)
    assert resumed.exit_code == 0, resumed.output
    assert [row["text"] for row in rows(gzip.decompress(out.read_bytes()))] == texts


@pytest.fixture
def interrupted(tmp_path: Path) -> tuple[Path, Path]:
    """A run that stopped after 4 rows."""
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_bytes(jsonl(["a", "b", "c", "d", "unusable"]))
    assert score(file, "--output", out, "--batch-size", "2").exit_code == 1
    return file, out


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (("--spans",), "spans was False and is True"),
        (("--tier", "fast"), "tier was 'accurate' and is 'fast'"),
        (("--batch-size", "3"), "batch-size was 2 and is 3"),
        (("--column", "id"), "column was 'text' and is 'id'"),
    ],
)
def test_other_options_are_refused(
    interrupted: tuple[Path, Path], options: tuple[str, ...], says: str
) -> None:
    file, out = interrupted
    result = score(file, "--output", out, "--batch-size", "2", *options)
    assert result.exit_code == 2
    assert says in " ".join(result.stderr.split())
    assert "--restart" in result.stderr


def test_another_input_or_model_is_refused(interrupted: tuple[Path, Path]) -> None:
    file, out = interrupted
    result = score(file, "--output", out, "--batch-size", "2", scorer="tests.toxicity.files.stand_in:newer")
    assert result.exit_code == 2
    assert "accurate@1; now it would be accurate@2" in result.stderr
    file.write_bytes(jsonl(["a", "b", "c", "d", "e"]))
    result = score(file, "--output", out, "--batch-size", "2")
    assert result.exit_code == 2
    assert "The input has changed" in result.stderr
    result = score(file, "--output", out, "--batch-size", "2", "--restart")
    assert result.exit_code == 0, result.output
    assert len(rows(out)) == 5


def test_a_damaged_part_is_refused(interrupted: tuple[Path, Path]) -> None:
    file, out = interrupted
    part, state = out.with_name("out.jsonl.part"), out.with_name("out.jsonl.part.state")
    content = part.read_bytes()
    part.write_bytes(content[:-1])
    assert "shorter than it was" in score(file, "--output", out, "--batch-size", "2").stderr
    part.write_bytes(content)
    state.write_text("{", encoding="utf-8")
    assert "can't be read" in score(file, "--output", out, "--batch-size", "2").stderr
    state.unlink()
    assert "nothing tells how it came about" in score(file, "--output", out, "--batch-size", "2").stderr


def test_a_finished_output_is_replaced_only_on_demand(tmp_path: Path) -> None:
    file, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    file.write_bytes(jsonl(["a", "b", "unusable"]))
    out.write_text("precious", encoding="utf-8")
    refused = score(file, "--output", out)
    assert refused.exit_code == 2
    assert "exists" in refused.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"in.jsonl", "out.jsonl"}
    stopped = score(file, "--output", out, "--restart", "--batch-size", "1")
    assert "Run the same command again, without --restart to go on." in stopped.stderr
    assert out.read_text(encoding="utf-8") == "precious"
    assert score(file, "--output", out, "--batch-size", "1", scorer=MENDED).exit_code == 0
    assert len(rows(out)) == 3


def test_two_runs_never_share_an_output(tmp_path: Path) -> None:
    file, out = tmp_path / "in.txt", tmp_path / "out.jsonl"
    file.write_text("slow\n" * 400, encoding="utf-8")
    with score_start(file, "--batch-size", "4", "--workers", "1", "--output", out, "--quiet") as process:
        _part_wait(out, process=process)
        refused = score(file, "--batch-size", "4", "--output", out)
        process.kill()
    assert refused.exit_code == 2
    assert "Another run is writing" in refused.stderr


def test_standard_input_goes_on_too(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    data = jsonl(["a", "b", "c", "unusable", "d"])
    assert score("--output", out, "--batch-size", "2", stdin=data).exit_code == 1
    resumed = score("--output", out, "--batch-size", "2", stdin=data, scorer=MENDED)
    assert "2 rows are from the interrupted run" in resumed.stderr
    assert [row["id"] for row in rows(out)] == [0, 1, 2, 3, 4]
