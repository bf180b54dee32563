"""The desk's endpoints and keys stand in the docs, and nothing else does."""

import re
from pathlib import Path

from django.urls import URLPattern, reverse

from parley.desk import urls

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"


def test_every_endpoint_is_described() -> None:
    page = (DOCS / "reference" / "desk.md").read_text(encoding="utf-8")
    names = [one.name for one in urls.urlpatterns if isinstance(one, URLPattern)]
    wanted = {reverse(f"desk:{name}") for name in names if name and name.startswith("api_")}
    assert set(re.findall(r"^\| `(/admin/desk/api/\w+/)`", page, re.MULTILINE)) == wanted


def test_every_key_is_described() -> None:
    page = (DOCS / "howto" / "moderate.md").read_text(encoding="utf-8")
    script = (ROOT / "src/parley/desk/static/desk/judge.js").read_text(encoding="utf-8")
    acts = script.split("const acts = {", 1)[1].split("};", 1)[0]
    heard = set(re.findall(r'^  "?([a-z?])"?: ', acts, re.MULTILINE)) | {"1", "9"}
    assert set(re.findall(r"<kbd>(.)</kbd>", page.split("## Keys", 1)[1].split("\n## ", 1)[0])) == heard
