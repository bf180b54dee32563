"""The command around the files: what it refuses, what it says, and how it ends."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from parley.toxicity.cli import COMMANDS, toxicity
from parley.toxicity.files.progress import Progress
from tests.toxicity.files.helpers import jsonl, rows, score, score_start

NEVER = "tests.toxicity.files.stand_in:no_such_thing"


@pytest.fixture
def table(tmp_path: Path) -> Path:
    file = tmp_path / "in.csv"
    file.write_text("id,comment,language\n1,a,en\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("arguments", "stdin", "says"),
    [
        (("{csv}",), b"", "no column “text”. Its columns are: id, comment, language."),
        (("{csv}", "--column", "comment"), b"", "has a column “language” already"),
        (("{csv}", "--column", "comment", "--prefix", "x", "--output", "{csv}"), b"", "the same file"),
        (
            ("{csv}", "--column", "comment", "--prefix", "x", "--output", "out.jsonl"),
            b"",
            "Name it with .csv",
        ),
        (("--output", "out.txt"), b"a\n", "The output of lines is written as jsonl"),
        (("--format", "lines", "--column", "comment"), b"a\n", "no meaning for lines"),
        (("--restart",), b"a\n", "--restart needs --output"),
        (("--format", "csv", "--delimiter", "ab"), b"a\n", "must be one character"),
        (("--format", "csv"), b"", "The first line is empty"),
        (("--format", "csv"), b"text,text\n1,2\n", "the column “text” 2 times"),
        (("--format", "parquet"), b"PAR1 not really", "no Parquet file that can be read"),
        ((), b'{"text": "a", "scores": {}}\n', "has a field “scores” already"),
        ((), "text".encode("utf-16"), "iconv -f UTF-16"),
        ((), b"\x1f\x8bnot really", "can't be unpacked"),
        (("no-such-file.csv",), b"", "does not exist"),
        (("--output", "no/such/folder.jsonl"), b"a\n", "can't be written"),
    ],
)
def test_what_can_be_known_is_refused_before_the_model_is_loaded(
    table: Path, arguments: tuple[str, ...], stdin: bytes, says: str
) -> None:
    words = [word.format(csv=table) for word in arguments]
    result = score(*words, stdin=stdin, scorer=NEVER)
    assert result.exit_code == 2, result.output
    assert says in " ".join(result.stderr.split())
    assert result.stdout_bytes == b""
    assert not list(Path.cwd().glob("out.*"))


def test_a_name_that_tells_no_format(tmp_path: Path) -> None:
    file = tmp_path / "comments.dat"
    file.write_bytes(b"a\n")
    assert "Say it with --format" in score(file, scorer=NEVER).stderr
    assert score(file, "--format", "lines").exit_code == 0


def test_without_pyarrow_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    result = score("--format", "parquet", stdin=b"PAR1", scorer=NEVER)
    assert result.exit_code == 2
    assert "pip install 'parley[parquet]'" in result.stderr


def test_a_model_that_cannot_be_loaded_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    result = score("--output", out, stdin=b"a\n", scorer="tests.toxicity.files.stand_in:missing")
    assert result.exit_code == 1
    assert result.stderr == "Error: The model can't be loaded. The weights of accurate are missing.\n"
    assert list(tmp_path.iterdir()) == []


def test_quiet_says_nothing(tmp_path: Path) -> None:
    result = score("--quiet", "--output", tmp_path / "out.jsonl", stdin=b"a\n")
    assert (result.exit_code, result.output) == (0, "")


def test_a_reader_that_goes_away_ends_the_run_quietly(tmp_path: Path) -> None:
    file = tmp_path / "in.jsonl"
    file.write_bytes(jsonl(["text " + "x" * 500] * 4_000))
    with score_start(file, "--workers", "2", stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert rows(process.stdout.readline())[0]["id"] == 0
        process.stdout.close()
        err = process.stderr.read()
    assert process.returncode == 141
    assert err == b""


def test_a_disk_that_is_full_is_told() -> None:
    if not Path("/dev/full").exists():
        pytest.skip("This system has no /dev/full.")
    with (
        Path("/dev/full").open("wb") as full,
        score_start("--workers", "1", stdin=subprocess.PIPE, stdout=full, stderr=subprocess.PIPE) as process,
    ):
        _out, err = process.communicate(b"a\n")
    assert process.returncode == 1
    assert err.decode().splitlines()[-1] == "Error: The output can't be written: No space left on device."


def test_help_is_light_and_survives_a_missing_command() -> None:
    program = (
        "import sys\n"
        "from click.testing import CliRunner\n"
        "from parley.project.cli import main\n"
        "from parley.toxicity.cli import COMMANDS\n"
        "COMMANDS['train'] = 'parley.toxicity.cli.no_such_module:train'\n"
        "for words in (['--help'], ['toxicity', '--help'], ['toxicity', 'score', '--help']):\n"
        "    result = CliRunner().invoke(main, words)\n"
        "    assert result.exit_code == 0, result.output\n"
        "    assert words[-2:] != ['toxicity', '--help'] or '  score ' in result.output, result.output\n"
        "    heavy = {'django', 'numpy', 'onnxruntime', 'pyarrow', 'tokenizers', 'torch'} & sys.modules.keys()\n"
        "    assert not heavy or words == ['toxicity', '--help'], heavy\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONWARNINGS": "error"})


def test_a_command_whose_package_is_missing_says_which(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(COMMANDS, "train", "parley.toxicity.cli.no_such_module:train")
    result = CliRunner().invoke(toxicity, ["train"])
    assert result.exit_code == 1
    assert (
        "“train” can't run here: the package “parley.toxicity.cli.no_such_module” is missing."
        in result.output
    )
    assert "  train" not in CliRunner().invoke(toxicity, ["--help"]).output


def test_progress_in_a_terminal_and_elsewhere() -> None:
    times = [0.0]
    lines, bar = io.StringIO(), io.StringIO()
    shown = [
        Progress(lines, bar=False, clock=lambda: times[-1]),
        Progress(bar, bar=True, clock=lambda: times[-1]),
    ]
    for now, rows_done, share in (
        (0.1, 100, 0.0),
        (5.0, 1_000, 0.25),
        (11.0, 2_200, 0.5),
        (12.0, 2_300, None),
    ):
        times.append(now)
        for progress in shown:
            progress.update(rows=rows_done, rows_before=0, share=share)
    for progress in shown:
        progress.close()
    assert lines.getvalue() == "50%, 2,200 rows, 200 rows/s, 0:00:11 left\n"
    assert "\r[######------------------] 25%, 1,000 rows, 200 rows/s, 0:00:15 left" in bar.getvalue()
    assert bar.getvalue().endswith(" \r")
