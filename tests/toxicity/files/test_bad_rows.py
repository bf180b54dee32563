"""A row that can't be scored says so in its place; the others don't notice."""

import csv
import io
import json

import pytest

from parley.toxicity import LanguageNotSupported, TextEmpty, TextRefused, TextTooLong
from parley.toxicity.files.problems import BAD_ROWS, refusal_describe
from parley.toxicity.files.records import MAX_ROW
from tests.toxicity.files.helpers import ROOT, rows, score

GOOD = b'{"text": "good"}'

JSON_ROWS = {
    b"{": "not_json",
    b'{"text": "a"} {}': "not_json",
    b'{"text": ' + b"[" * 100_000: "not_json",
    b"[1]": "not_an_object",
    b'"text"': "not_an_object",
    b'{"comment": "a"}': "column_missing",
    b"{}": "column_missing",
    b'{"text": null}': "not_text",
    b'{"text": 5}': "not_text",
    b'{"text": "\\ud83d"}': "lone_surrogate",
    b'{"text": "\xff"}': "not_utf8",
    b'{"text": "\xed\xa0\xbd"}': "not_utf8",
    b'{"text": "' + b"x" * MAX_ROW + b'"}': "line_too_long",
    b'{"text": "' + b"x" * 20_481 + b'"}': "text_too_long",
    b'{"text": "  "}': "text_empty",
    b'{"text": "Das ist so"}': "language_not_supported",
    b'{"text": "a", "model": "mine"}': "name_taken",
    b'{"text": "a", "n": ' + b"9" * 5_000 + b"}": "",
    b'{"text": "a", "n": NaN}\r': "",
}


def test_json_rows() -> None:
    data = GOOD + b"\n" + b"".join(line + b"\n" + GOOD + b"\n" for line in JSON_ROWS)
    result = score("--format", "jsonl", stdin=data)
    found = [json.loads(line, parse_int=float) for line in result.stdout_bytes.decode().splitlines()]
    assert len(found) == 2 * len(JSON_ROWS) + 1
    assert [row.get("error", {}).get("code", "") for row in found[1::2]] == list(JSON_ROWS.values())
    assert all("scores" in row and "error" not in row for row in found[::2])
    assert all("scores" not in row for row in found if "error" in row)
    by_code = {row["error"]["code"]: row for row in found if "error" in row}
    assert by_code["language_not_supported"]["language"] == "de"
    assert by_code["not_an_object"]["raw"] == '"text"'
    assert by_code["not_utf8"]["raw"] == '{"text": "\\xed\\xa0\\xbd"}'
    assert by_code["name_taken"]["raw"] == '{"text": "a", "model": "mine"}'
    assert by_code["lone_surrogate"]["text"] == "\ud83d"
    assert all(
        row["error"]["message"].endswith((".", ";")) or "." in row["error"]["message"]
        for row in by_code.values()
    )
    assert result.exit_code == 3


def test_lines() -> None:
    long = b"y" * (MAX_ROW + 5)
    result = score(stdin=b"a\n\xffb\n" + long + b"\n" + b"z" * 30_000 + b"\nend")
    found = rows(result.stdout_bytes)
    assert [row.get("error", {}).get("code") for row in found] == [
        None,
        "not_utf8",
        "line_too_long",
        "text_too_long",
        None,
    ]
    assert found[1]["text"] == "\\xffb"
    assert found[2]["text"] == ""
    assert len(found[3]["text"]) == 30_000


CSV_ROWS = {
    b"1,good,x": "",
    b"2,bad": "wrong_fields",
    b"3,bad,x,more,even more": "wrong_fields",
    b"4,\xff,x": "not_utf8",
    b"5,good,\xe9": "",
    b"6,,x": "text_empty",
    b"7," + b"w" * 30_000 + b",x": "text_too_long",
    b"8,good," + b"w" * MAX_ROW: "line_too_long",
    b'9,"two\nlines",x': "",
    b"10,good\rtwo,x": "not_csv",
    b'11,"open,x': "not_csv",
    b"12,good,x": "",
    b'13,"open at the end': "not_csv",
    b"14,good,x": "",
}


def test_csv_rows_and_the_ones_behind_them() -> None:
    filler = b"".join(b"%d,good,%s\n" % (number, b"w" * 5_000) for number in range(100, 320))
    lines = [*CSV_ROWS]
    lines.insert(11, filler.rstrip(b"\n"))
    result = score("--format", "csv", stdin=b"id,text,other\n" + b"\n".join(lines))
    text = result.stdout_bytes.decode(errors="surrogateescape")
    csv.field_size_limit(2 * MAX_ROW)
    found = list(csv.reader(io.StringIO(text, newline="")))
    assert {len(row) for row in found} == {3 + 7 + 3}
    codes = [row[-1].split(":")[0] for row in found[1:]]
    expected = [*CSV_ROWS.values()]
    assert codes == expected[:11] + [""] * 220 + expected[11:]
    assert found[2][:3] == ["2", "bad", ""]
    assert found[3][:3] == ["3", "bad", "x"]
    assert found[3][-1].endswith("Left out: more,even more")
    assert b"\xe9," in result.stdout_bytes
    assert result.exit_code == 3
    assert "bad (line_too_long 1, not_csv 3, not_utf8 1, wrong_fields 2)" in result.stderr


def test_every_code_is_tried_here() -> None:
    assert {*JSON_ROWS.values(), *CSV_ROWS.values()} >= BAD_ROWS.keys()


def test_csv_empty_lines_stay() -> None:
    result = score("--format", "csv", stdin=b"text\r\na\r\n\r\nb\r\n")
    assert result.stdout_bytes.split(b"\r\n")[2] == b""
    assert result.exit_code == 0


def test_parquet_text_that_is_no_utf8() -> None:
    pa = pytest.importorskip("pyarrow")
    pq = pytest.importorskip("pyarrow.parquet")
    broken = pa.array([b"good", b"\xff", b"good"]).view(pa.string())
    file = io.BytesIO()
    pq.write_table(pa.table({"text": broken}), file)
    result = score("--format", "parquet", stdin=file.getvalue())
    found = pq.read_table(io.BytesIO(result.stdout_bytes), columns=["error", "toxicity"])
    assert [error and error.split(":")[0] for error in found["error"].to_pylist()] == [None, "not_utf8", None]


def test_every_code_stands_in_the_reference() -> None:
    page = (ROOT / "docs/reference/toxicity-cli.md").read_text(encoding="utf-8")
    listed = {
        line.split("`")[1]
        for line in page.split("### Rows without scores")[1].split("###")[0].splitlines()
        if line.startswith("| `")
    }
    refusals = {
        refusal_describe(error).code for error in (TextEmpty(), TextTooLong(1), LanguageNotSupported("de"))
    }
    assert listed == BAD_ROWS.keys() | refusals
    assert len(TextRefused.__subclasses__()) == len(refusals)
