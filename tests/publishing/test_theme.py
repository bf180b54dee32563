"""The look: what the style sheets and templates promise and no rendered page shows by itself."""

import re
from itertools import product
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders
from django.template import loader
from django.test import Client

from parley.project.widget_files import FOLDER
from parley.publishing.models import FrontPage

PUBLISHING = Path(__file__).resolve().parents[2] / "src" / "parley" / "publishing"
STATIC = PUBLISHING / "static" / "publishing"
SHEETS = sorted(STATIC.glob("*.css"))
WIDGET_SHEETS = sorted(FOLDER.glob("*.css"))
SIDED = r"(?<![\w-])(?:(?:margin|padding|border|inset)-)?(?:left|right)(?:-[\w-]+)?\s*:"
TEMPLATES = sorted((PUBLISHING / "templates").rglob("*.html"))

READ = ("ink", "ink-soft", "accent", "link", "warning", "ok", "danger")
GROUNDS = ("paper", "surface")
# (what stands on what, least contrast): WCAG 2.2, 1.4.3 for text and 1.4.11 for borders and focus
PAIRS = [
    *((text, ground, 4.5) for text, ground in product(READ, GROUNDS)),
    *((edge, ground, 3.0) for edge, ground in product(("control", "focus"), GROUNDS)),
    ("accent-ink", "accent", 4.5),
    *((text, "warning-surface", 4.5) for text in ("ink", "ink-soft", "warning", "link")),
    *((text, "ok-surface", 4.5) for text in ("ink", "ink-soft", "ok")),
]


def schemes() -> dict[str, dict[str, str]]:
    """Return the theme's colours by name, for each scheme."""
    light, dark = (STATIC / "theme.css").read_text().split("@media screen and (prefers-color-scheme: dark)")
    found = [dict(re.findall(r"--colour-([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    assert found[0].keys() == found[1].keys(), "each colour is given for both schemes"
    return {"light": found[0], "dark": found[1]}


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb as WCAG 2.2 defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_colours_can_be_read_on_their_ground(scheme: str) -> None:
    colours = schemes()[scheme]
    for text, ground, least in PAIRS:
        high, low = sorted((luminance(colours[text]), luminance(colours[ground])), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= least, f"{text} on {ground}"


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.name)
def test_style_sheets_mirror_and_use_the_theme(sheet: Path) -> None:
    rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)
    assert not re.findall(SIDED, rules), "a side has a name: use inline-start and inline-end"
    assert not re.findall(r":\s*(?:left|right)\b", rules)
    if sheet.name != "theme.css":
        known = set(re.findall(r"(--[\w-]+):", (STATIC / "theme.css").read_text()))
        own = set(re.findall(r"(--[\w-]+):", rules))
        used = set(re.findall(r"var\((--[\w-]+)", rules))
        assert used <= known | own
        colours = set(re.findall(r"#[0-9a-fA-F]{3,8}\b", rules)) - {
            "#000000"
        }  # a film's ground is black everywhere
        assert not colours, "colours stand in theme.css alone"


@pytest.mark.parametrize("sheet", WIDGET_SHEETS, ids=lambda sheet: sheet.name)
def test_the_widget_s_sheets_mirror_and_are_short(sheet: Path) -> None:
    source = sheet.read_text()
    assert not re.findall(SIDED, re.sub(r"/\*.*?\*/", "", source, flags=re.DOTALL))
    assert len(source.splitlines()) < 300


def test_the_widget_s_own_colours_are_the_theme_s() -> None:
    """On another site the element brings them along; there they stand a second time."""
    own = (FOLDER / "thread.css").read_text()
    light_dark = re.findall(r"--colour-([\w-]+): light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\);", own)
    full = lambda colour: colour if len(colour) == 7 else "#" + "".join(2 * one for one in colour[1:])  # noqa: E731
    assert len(light_dark) == 13
    for name, light, dark in light_dark:
        assert (full(light), full(dark)) == (schemes()["light"][name], schemes()["dark"][name])
    only_light = dict(re.findall(r"--colour-([\w-]+): (#[0-9a-f]+);", own))
    assert only_light == {name: light for name, light, _dark in light_dark}


def test_every_font_of_the_sheet_is_there() -> None:
    names = re.findall(r'url\("([^"]+)"\)', (STATIC / "fonts.css").read_text())
    assert len(names) == 14
    assert all((STATIC / name).is_file() for name in names)
    latin = [STATIC / "fonts" / name for name in ("source-serif-4/latin", "source-serif-4/latin-italic")]
    latin.append(STATIC / "fonts" / "libre-franklin/latin")
    assert sum(path.with_suffix(".woff2").stat().st_size for path in latin) < 200 * 1024


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_carry_no_inline_style_or_script(template: Path) -> None:
    """The pages' security policy refuses them, so they would silently do nothing."""
    source = template.read_text()
    assert not re.search(r"<style\b|\sstyle=|\son[a-z]+=|<script>|javascript:", source)
    assert not re.search(r"(?:src|href)=\"https?://", source), "no page asks a third party"


def test_the_server_error_page_needs_neither_context_nor_database() -> None:
    page = BeautifulSoup(loader.get_template("500.html").render(), "html.parser")
    assert page.h1 is not None
    assert len(page.find_all("h1")) == 1
    assert page.find("main") is not None
    assert page.find("link", href=finders_url("publishing/theme.css")) is not None


def finders_url(name: str) -> str:
    assert finders.find(name), name
    return f"/static/{name}"


@pytest.mark.django_db
def test_an_empty_front_page_says_what_to_do_next(front_page: FrontPage, client: Client) -> None:
    page = BeautifulSoup(client.get("/").content, "html.parser")
    empty = page.find(class_="empty")
    assert empty is not None
    assert empty.find("a", href="/admin/") is not None
    assert [heading.get_text(strip=True) for heading in page.find_all("h1")] == [
        page.find("h1").get_text(strip=True)
    ]
