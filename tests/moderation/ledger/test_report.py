"""The ledger as a file: HTML, JSON, CSV, and the command that writes it."""

import base64
import csv
import hashlib
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from django.utils import translation

from parley.moderation.ledger.as_csv import CSV_HEAD, cell_safe, ledger_csv
from parley.moderation.ledger.as_json import ledger_json
from parley.moderation.ledger.report import report_html, report_json
from parley.moderation.models import Decision
from parley.project.report_cli import report_group
from tests.moderation.ledger.world import World
from tests.valid_html import html_faults

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[3] / "docs" / "reference" / "transparency-report.md"
SECRETS = ("says number", "g:writer", "meant it kindly", "We looked again", "Ada", "person-")


@pytest.fixture
def full(world: World) -> World:
    """Something of everything."""
    world.decide(world.write("doubtful"), "publish")
    rejected = world.write("doubtful")
    world.decide(rejected, "reject")
    world.answer(world.appeal(rejected), overturn=True)
    sampled = world.write()
    world.draw(sampled, rate=0.5)
    world.decide(sampled, "remove")
    return world


def _run(*arguments: str, status: int = 0) -> str:
    result: Result = CliRunner().invoke(report_group, ["transparency", *arguments])
    assert result.exit_code == status, result.output
    return result.output


def test_the_page_is_valid_and_needs_nothing_else(full: World, tmp_path: Path) -> None:
    page = report_html(full.ledger(), publication="The <Tidewell> Post")
    assert "The &lt;Tidewell&gt; Post" in page
    assert not re.search(r"<script|<link|<img|@import|url\(|(?:src|href)=|style=\"", page)
    style = re.search(r"<style>(.*)</style>", page, re.DOTALL)
    assert style is not None
    digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
    assert f"style-src &#x27;sha256-{digest}&#x27;" in page or f"style-src 'sha256-{digest}'" in page
    assert "2 of 2; 95 % interval 15.8 % to 100.0 %" in page
    assert html_faults({"report": page}, folder=tmp_path) == ""


def test_it_reads_from_the_right_where_the_language_does(full: World) -> None:
    with translation.override("ar"):
        assert '<html lang="ar" dir="rtl">' in report_html(full.ledger())


def test_nothing_of_a_text_or_a_writer_is_in_it(full: World) -> None:
    ledger = full.ledger()
    for text in (report_html(ledger), report_json(ledger), ledger_csv(ledger)):
        for secret in SECRETS:
            assert secret not in text


def _names(data: Any) -> set[str]:
    if isinstance(data, dict):
        return set(data).union(*(_names(one) for one in data.values()))
    return set().union(*(_names(one) for one in data)) if isinstance(data, list) else set()


def test_every_name_in_the_json_is_described(full: World) -> None:
    page = REFERENCE.read_text("utf-8")
    names = _names(ledger_json(full.ledger())) | set(CSV_HEAD)
    assert [name for name in sorted(names) if f"`{name}`" not in page] == []


def test_the_table_has_the_same_figures(full: World) -> None:
    rows = list(csv.DictReader(io.StringIO(ledger_csv(full.ledger()))))
    found = {(row["part"], row["figure"], row["by"], row["name"]): row for row in rows}
    holds = found["false_holds", "share", "", ""]
    assert (holds["count"], holds["of"], holds["share"]) == ("2", "2", "1.0")
    assert found["false_holds", "share", "phase", "doubting"]["of"] == "2"
    assert found["appeals", "overturned", "", ""]["count"] == "1"
    assert found["decisions", "hold", "reason/category/maker", "doubt/automated"]["count"] == "2"


@pytest.mark.parametrize(
    ("cell", "safe"),
    [
        ("=1+1", "'=1+1"),
        ("+49", "'+49"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("a=b", "a=b"),
        ("", ""),
        (-1, -1),
        (None, None),
    ],
)
def test_no_cell_is_a_formula(cell: object, safe: object) -> None:
    assert cell_safe(cell) == safe


def test_no_name_becomes_a_formula(full: World) -> None:
    Decision.objects.create(
        action="hold",
        maker="phase:=HYPERLINK(1)",
        reason_code="=1+1",
        comment=full.write(),
        created_at=full.at,
    )
    cells = [cell for row in csv.reader(io.StringIO(ledger_csv(full.ledger()))) for cell in row]
    assert "'=HYPERLINK(1)" in cells
    assert "'=1+1/automated" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_the_command_prints_or_writes(full: World, tmp_path: Path) -> None:
    days = ("--from", "2026-01-01", "--to", "2026-06-30")
    printed = json.loads(_run(*days, "--format", "json"))
    assert (printed["from"], printed["to"]) == ("2026-01-01", "2026-06-30")
    assert printed["false_holds"]["share"]["count"] == 2
    assert printed == json.loads(report_json(full.ledger("2026-01-01", "2026-06-30")))
    file = tmp_path / "report.html"
    assert str(file) in _run(*days, "--output", str(file))
    assert file.read_text("utf-8").startswith("<!DOCTYPE html>")


def test_what_is_wrong_is_said_in_a_sentence(db: None, tmp_path: Path) -> None:
    assert "ends before" in _run("--from", "2026-02-01", "--to", "2026-01-01", status=1)
    assert "does not match" in _run("--from", "soon", "--to", "2026-01-01", status=2)
    missing = str(tmp_path / "nowhere" / "report.html")
    assert "No such file" in _run("--from", "2026-01-01", "--to", "2026-02-01", "--output", missing, status=1)
