"""A real server with articles, and a real Chromium to read them with."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.chromium import browser_launched
from tests.browser.host import Host, host_running
from tests.prepared import data_copy, data_make, template
from tests.servers import ParleyServer, environment_of

ROOT = Path(__file__).resolve().parents[2]
EASTERN = {"PARLEY_LANGUAGE": "ar"}
# Nobody decides there, so nothing is ever sent; the form asks for an address.
MAILING = {"PARLEY_EMAIL_URL": "smtp://127.0.0.1:9", "PARLEY_EMAIL_FROM": "comments@news.example"}
ARTICLES = 42  # one for each test that posts, so that no test sees another's comments, and one for the rest
expect.set_options(timeout=30_000)  # a busy machine; it bounds a wait on a condition and delays nothing


def form_ready(page: Page) -> None:
    """Wait for the script of the comment form that somebody has turned to, where the page runs scripts.

    It is loaded only then, and until it is there the form is posted as one without it.
    """
    if page.evaluate("() => Boolean(customElements.get('parley-thread'))"):
        expect(page.locator("[data-shortcut]").first).not_to_have_attribute("hidden", "")


@dataclass(frozen=True)
class Town:
    """A running site and the addresses of its articles."""

    server: ParleyServer
    plain: list[str]
    busy: str
    closed: str
    empty: str
    long: str
    other_long: str  # for tests that post

    def address(self, path: str) -> str:
        return self.server.url + path


def articles_make(data: Path, *, count: int, **variables: str) -> str:
    """Write `count` articles and some special ones; return their paths as JSON, by the names of Town."""
    return command_run(
        data, "tests.browser.articles", str(count), PARLEY_COMMENT_MIN_SECONDS="0", **variables
    )


def command_run(data: Path, *arguments: str, **variables: str) -> str:
    """Run `python -m …` on a data folder, as another command beside the server would be; return what it printed."""
    answer = subprocess.run(
        [sys.executable, "-m", *arguments],
        env=environment_of(data, **variables),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert answer.returncode == 0, answer.stderr + answer.stdout
    return answer.stdout


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """For one file, because Playwright keeps an event loop running in which Django refuses to use the database."""
    with browser_launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    made = template("town", _town_make)
    data = tmp_path_factory.mktemp("town") / "data"
    shutil.copytree(made / "data", data)
    with ParleyServer(data=data) as server:
        yield Town(server=server, **json.loads((made / "paths.json").read_text()))


def _town_make(folder: Path) -> None:
    """Write the town's articles once for a whole run."""
    data_copy(target=folder / "data", kind="empty")
    (folder / "paths.json").write_text(articles_make(folder / "data", count=ARTICLES))


@pytest.fixture(scope="session")
def eastern_town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One whose pages run from right to left, where a form needs an hour to be believed and asks for an address."""
    made = template("eastern", _eastern_make)
    data = tmp_path_factory.mktemp("eastern") / "data"
    shutil.copytree(made / "data", data)
    variables = {**EASTERN, **MAILING, "PARLEY_COMMENT_MIN_SECONDS": "3600"}
    with ParleyServer(data=data, empty=True, **variables) as server:
        yield Town(server=server, **json.loads((made / "paths.json").read_text()))


def _eastern_make(folder: Path) -> None:
    data_make(target=folder / "data", kind="empty", **EASTERN)
    (folder / "paths.json").write_text(articles_make(folder / "data", count=1, **EASTERN))


def town_command(town: Town, *arguments: str) -> None:
    """Run `python -m …` on the town's data folder, as another command beside the server would be."""
    command_run(town.server.data, *arguments)


@pytest.fixture(scope="session")
def host(town: Town) -> Iterator[Host]:
    """Another site, registered with the town, under whose pages threads stand."""
    with host_running(parley=town.server.url) as host:
        town_command(town, "parley", "site", "add", host.site, "--origin", host.url)
        yield host


@pytest.fixture
def article(town: Town) -> str:
    """The address of an article that no other test has seen, with three comments."""
    path = town.plain.pop()
    assert town.plain, "more tests post than there are articles: raise ARTICLES"
    return town.address(path)


@pytest.fixture
def quiet_article(town: Town) -> str:
    """The address of an article with three comments, for tests that post nothing."""
    return town.address(town.plain[0])


@pytest.fixture
def reader(chromium: Browser) -> Iterator[Callable[..., Page]]:
    """Open a page as a new reader: `reader(address, java_script_enabled=False, color_scheme="dark", ...)`.

    The test fails at its end if a page threw an error or broke the content security policy.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def open_page(address: str, **options: object) -> Page:
        context = chromium.new_context(**{"reduced_motion": "reduce", **options})  # type: ignore[arg-type] -- passed on
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda message: (
                complaints.append(message.text) if "Content Security Policy" in message.text else None
            ),
        )
        answer = page.goto(address)
        assert answer is not None
        assert answer.ok, f"{answer.status} at {address}"
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not complaints
