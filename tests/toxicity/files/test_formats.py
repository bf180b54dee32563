"""Each format: one row out for each row in, in order, and nothing of a row changed but what is added."""

import csv
import gzip
import io
import json
from pathlib import Path

import pytest

from parley.toxicity import ATTRIBUTES
from tests.toxicity.files.helpers import rows, score


def test_lines_become_json_lines_with_their_text() -> None:
    result = score(stdin="You fool\r\nNice day ☀\n\nlast".encode())
    found = rows(result.stdout_bytes)
    assert [row["text"] for row in found] == ["You fool", "Nice day ☀", "", "last"]
    assert list(found[0]["scores"]) == list(ATTRIBUTES)
    assert found[0]["language"] == "en"
    assert found[0]["model"] == "accurate@1"
    assert found[2]["error"]["code"] == "text_empty"
    assert result.exit_code == 3
    assert "4 rows: 3 scored, 1 refused (text_empty 1)." in result.stderr
    assert "Model accurate@1." in result.stderr


def test_json_lines_keep_every_byte_of_the_row() -> None:
    line = '{"n": 1.50e3,  "text":"h\\u00e9", "big": 12345678901234567890, "é": null }'
    result = score("--tier", "fast", stdin=f"\ufeff{line}\n{line}".encode())
    first, second = result.stdout_bytes.decode().splitlines()
    assert first == second
    assert first.startswith(line[:-2] + ', "scores": {"TOXICITY": ')
    assert json.loads(first)["model"] == "fast@1"
    assert result.exit_code == 0


def test_json_lines_column_prefix_and_spans() -> None:
    result = score(
        "--column", "comment", "--prefix", "tox_", "--spans", stdin=b'{"scores": 7, "comment": "bad word"}\n'
    )
    (row,) = rows(result.stdout_bytes)
    assert list(row) == ["scores", "comment", "tox_scores", "tox_language", "tox_model", "tox_spans"]
    assert row["tox_spans"] == [{"begin": 0, "end": 3, "scores": {"TOXICITY": 0.5}}]


def test_empty_lines_between_objects_stay_and_are_no_rows() -> None:
    result = score(stdin=b'{"text": "a"}\n\n{"text": "b"}\n \n')
    lines = result.stdout_bytes.split(b"\n")
    assert [bool(line) for line in lines] == [True, False, True, False, False]
    assert "2 rows: 2 scored." in result.stderr
    assert result.exit_code == 0


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_csv_finds_its_delimiter_and_keeps_quoting(tmp_path: Path, delimiter: str) -> None:
    file = tmp_path / "comments.csv"
    body = 'id,"text"\r\n1,"Hello, ""you""\r\nthere"\r\n2,plain\r\n'.replace(",", delimiter)
    file.write_text("\ufeff" + body, encoding="utf-8", newline="")
    result = score(file)
    text = result.stdout_bytes.decode()
    names = [name.lower() for name in ATTRIBUTES] + ["language", "model", "error"]
    assert text.startswith(
        "\ufeff" + f'id,"text",{",".join(names)}\r\n1,"Hello, ""you""\r\nthere",'.replace(",", delimiter)
    )
    read = list(csv.DictReader(io.StringIO(text[1:], newline=""), delimiter=delimiter))
    assert [row["id"] for row in read] == ["1", "2"]
    assert read[1]["model"] == "accurate@1"
    assert 0 <= float(read[1]["toxicity"]) <= 1.01
    assert read[1]["error"] == ""
    assert result.exit_code == 0


def test_csv_with_a_given_delimiter_and_a_name_on_two_lines() -> None:
    result = score("--format", "csv", "--delimiter", "^", stdin=b'"a\nb"^text\n1^x\n')
    read = list(csv.DictReader(io.StringIO(result.stdout), delimiter="^"))
    assert read[0]["a\nb"] == "1"
    assert read[0]["language"] == "en"


def test_tsv_ending_means_tabs(tmp_path: Path) -> None:
    file = tmp_path / "a,b.tsv"
    file.write_text("a,b\ttext\n1\tx\n", encoding="utf-8")
    assert score(file).stdout.splitlines()[1].startswith("1\tx\t0.")


def test_gzip_in_and_out(tmp_path: Path) -> None:
    file, out = tmp_path / "c.jsonl.gz", tmp_path / "out.jsonl.gz"
    file.write_bytes(gzip.compress(b'{"text": "a"}\n{"text": "b"}\n{"text": "c"}\n'))
    result = score(file, "--output", out, "--batch-size", "2")
    assert result.exit_code == 0, result.output
    assert [row["text"] for row in rows(gzip.decompress(out.read_bytes()))] == ["a", "b", "c"]


def test_parquet_gains_columns_and_keeps_the_others(tmp_path: Path) -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    texts = ["a", None, "Das ist", "b" * 30_000, "c"] * 3
    table = pa.table(
        {
            "id": pa.array(range(15), type=pa.int16()),
            "text": pa.array(texts).dictionary_encode(),
            "tags": pa.array([["x"]] * 15),
        }
    ).replace_schema_metadata({"made": "by us"})
    file, out = tmp_path / "c.parquet", tmp_path / "out.parquet"
    pq.write_table(table, file, row_group_size=4, compression="zstd")
    result = score(file, "--output", out, "--batch-size", "2", "--spans")
    assert result.exit_code == 3, result.output
    found = pq.read_table(out)
    assert found.select(table.column_names).equals(table)
    assert found.schema.metadata == {b"made": b"by us"}
    assert found.schema.field("toxicity").type == pa.float32()
    assert found.column_names[3:] == [name.lower() for name in ATTRIBUTES] + [
        "language",
        "model",
        "spans",
        "error",
    ]
    errors = [(error or "").split(":")[0] for error in found["error"].to_pylist()]
    assert errors == ["", "not_text", "language_not_supported", "text_too_long", ""] * 3
    assert [score is None for score in found["threat"].to_pylist()] == [False, True, True, True, False] * 3
    assert json.loads(found["spans"][0].as_py())[0]["end"] == 1
    assert pq.ParquetFile(out).metadata.row_group(0).column(0).compression == "ZSTD"
    piped = score("--format", "parquet", "--batch-size", "2", "--spans", stdin=file.read_bytes())
    assert pq.read_table(io.BytesIO(piped.stdout_bytes)).equals(found)
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize("name", ["in.jsonl", "in.csv", "in.txt"])
def test_an_empty_file_and_the_batches_make_no_difference(tmp_path: Path, name: str) -> None:
    file = tmp_path / name
    file.write_bytes(b"text\n" if name.endswith("csv") else b"")
    result = score(file)
    assert result.exit_code == 0, result.output
    assert "0 rows: 0 scored." in result.stderr


def test_two_workers_write_the_same_as_one(tmp_path: Path) -> None:
    file = tmp_path / "in.txt"
    file.write_text("".join(f"{'slow' if n % 7 == 0 else 'text'} {n}\n" for n in range(60)), encoding="utf-8")
    one = score(file, "--batch-size", "4")
    two = score(file, "--batch-size", "4", "--workers", "2")
    assert two.exit_code == one.exit_code == 0, two.output
    assert two.stdout_bytes == one.stdout_bytes
    assert [row["text"].split()[1] for row in rows(two.stdout_bytes)] == [str(n) for n in range(60)]
