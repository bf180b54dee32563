"""docs/reference/widget.md names what the widget has, and nothing else."""

import re
from pathlib import Path

from parley.project.widget_files import FOLDER

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "reference" / "widget.md").read_text(encoding="utf-8")
SCRIPTS = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.js")))
SHEETS = "".join(path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.css")))


def section(title: str) -> str:
    return PAGE.split(f"## {title}\n", 1)[1].split("\n## ", 1)[0]


def rows(title: str) -> set[str]:
    return set(re.findall(r"^\| `([^`]+)`", section(title), flags=re.MULTILINE))


def test_attributes() -> None:
    read = re.findall(
        r'(?:get|has)Attribute\("([\w-]+)"\)', (FOLDER / "parley.js").read_text(encoding="utf-8")
    )
    styled = re.findall(r":host\(\[(?!data-)([a-z]+)", SHEETS)
    assert rows("Attributes of `<parley-thread>`") == set(read) | set(styled)


def test_events() -> None:
    told = {f"parley:{name}" for name in re.findall(r'\.tell\("(\w+)"', SCRIPTS)}
    made = set(re.findall(r'new CustomEvent\("(parley:\w+)"', SCRIPTS))
    assert rows("Events") == told | made


def test_parts() -> None:
    table = re.search(r"const PARTS = \{(.*?)\};", SCRIPTS, flags=re.DOTALL)
    assert table
    named = set(re.findall(r'^  "?([\w-]+)"?: "', table[1], flags=re.MULTILINE))
    added = set(re.findall(r'part\.add\("([\w-]+)"\)', SCRIPTS))
    assert set(re.findall(r"`([\w-]+)`", section("Parts").split(":", 3)[-1])) == named | added


def test_custom_properties() -> None:
    used = set(re.findall(r"var\((--parley-[\w-]+)", SHEETS))
    assert set(re.findall(r"`(--parley-[\w-]+)`", section("Custom properties"))) == used


def test_what_comes_first_is_what_is_weighed() -> None:
    weighed = re.search(
        r"FIRST = \((.*?)\)", (FOLDER.parent / "tests/browser/test_weight.py").read_text(encoding="utf-8")
    )
    assert weighed
    said = re.findall(r"`([\w-]+\.(?:js|css))`", section("What is fetched when"))
    assert said == re.findall(r'"([\w.-]+)"', weighed[1])
