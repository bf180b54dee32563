"""docs/reference/perspective.md names every address, error, limit and metric of the Perspective protocol as it is."""

import re
from pathlib import Path

from parley.toxicity.attributes import ATTRIBUTES, MAX_BYTES
from parley.toxicity.perspective import analyze, suggest, suggestions
from parley.toxicity.perspective.batching import LETTERS, Batcher
from parley.toxicity.perspective.discovery import discovery_document
from parley.toxicity.perspective.limits import MIB, Limits
from parley.toxicity.perspective.refusals import ErrorType
from tests.toxicity.perspective.harness import Asking

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "reference" / "perspective.md").read_text(encoding="utf-8")
SOURCE = DOCS.parent / "src" / "parley" / "toxicity" / "perspective"


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def first_cells(text: str) -> set[str]:
    rows = (line for line in text.splitlines() if line.startswith("| `"))
    return {code for row in rows for code in re.findall(r"`([^`]+)`", row.split("|")[1])}


def test_every_address_stands_there(tmp_path: Path) -> None:
    asking = Asking(tmp_path)
    asking.close()
    assert first_cells(section("Addresses")) == {*asking.service._routes, "/batch"}


def test_every_field_stands_there() -> None:
    listed = {cell.partition(".")[0] for cell in first_cells(section("comments:analyze"))}
    answered = {"attributeScores", "detectedLanguages"}
    assert listed - answered == set(analyze._FIELDS)
    assert first_cells(section("comments:suggestscore")) == set(suggest._FIELDS)
    parameters = discovery_document(address="")["parameters"]
    assert isinstance(parameters, dict)
    assert {name for name in parameters if f"`{name}" not in PAGE} == set()


def test_every_error_stands_there() -> None:
    first, second = section("Errors").split("| `errorType` |")
    assert first_cells(second) == set(map(str, ErrorType))
    found = re.findall(
        r'Refusal\(\s*(\d{3}),\s*"(\w+)"', (SOURCE / "refusals.py").read_text(encoding="utf-8")
    )
    assert set(re.findall(r"^\| (\d{3}) \| `(\w+)` \|", first, re.MULTILINE)) == set(found)


def test_every_metric_stands_there(tmp_path: Path) -> None:
    asking = Asking(tmp_path)
    asking.analyze("A plain comment.")
    asking.close()
    named = re.findall(r"^# TYPE (\w+) (\w+)$", asking.metrics.text(), re.MULTILINE)
    assert {name for name, kind in named if not name.endswith("_created")} == first_cells(
        section("Metrics")
    ) - {
        "method",
        "code",
    }


def test_the_limits_are_those_of_the_code() -> None:
    limits = Limits()
    for words in (
        f"at most {MAX_BYTES:,} bytes",
        f"at most {limits.attributes}.",
        f"at most {limits.token:,} characters",
        f"Up to {limits.batch_parts} of",
        f"more than {limits.body // MIB} MiB, or {limits.batch_body // MIB} MiB",
        f"within {limits.scoring:.0f} seconds",
        f"At {suggestions.FILE_LIMIT // MIB // 1024} GiB it is full",
        ", ".join(f"`{name}`" for name in ATTRIBUTES[:-1]),
    ):
        assert words in " ".join(PAGE.split()), words
    defaults = Batcher.__init__.__kwdefaults__
    letters = f"{LETTERS['accurate']:,} characters ({LETTERS['fast']:,} of the fast tier)"
    assert f"at most {defaults['max_batch']} texts and {letters}" in " ".join(PAGE.split())
    assert f"{defaults['queue_limit']:,} texts wait already" in PAGE


def test_each_howto_is_named_and_there() -> None:
    pages = {path.name for path in (DOCS / "howto").glob("perspective-*.md")}
    assert set(re.findall(r"\.\./howto/(perspective-[\w-]+\.md)", PAGE)) == pages
    for name in pages:
        text = (DOCS / "howto" / name).read_text(encoding="utf-8")
        for target in re.findall(r"\]\(([^)#]+\.md)", text):
            assert (DOCS / "howto" / target).exists(), f"{name} links to {target}"
