"""The description, the page that shows it, and the reference, which must agree with each other."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from parley.api.openapi import TAGS, schema_make
from parley.api.urls import api
from tests.factories.publishing import publication

pytestmark = pytest.mark.django_db
REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "api.md"
PREFIX = "/api/v1"


def _operations() -> dict[str, set[str]]:
    return {
        path: {method.upper() for method in methods} for path, methods in schema_make(api)["paths"].items()
    }


def test_the_reference_lists_every_address_and_its_methods() -> None:
    rows = re.findall(r"^\| `(/[^`]+)` \| ([A-Z, ]+) \|", REFERENCE.read_text(encoding="utf-8"), re.MULTILINE)
    assert {PREFIX + path: set(methods.split(", ")) for path, methods in rows} == _operations()


def test_the_description_is_given_to_all(client: Client) -> None:
    answer = client.get(f"{PREFIX}/openapi.json")
    body = answer.json()
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/json")
    assert "public" in answer["Cache-Control"]
    assert body["openapi"].startswith("3.1")
    assert {tag["name"] for tag in body["tags"]} == set(TAGS)


def test_operations_have_names_that_stay_and_problems_are_problems() -> None:
    seen = set()
    for methods in schema_make(api)["paths"].values():
        for method, operation in methods.items():
            assert re.fullmatch(r"[a-z]+(_[a-z]+)+", operation["operationId"])
            assert operation["operationId"] not in seen
            seen.add(operation["operationId"])
            assert operation["summary"]
            assert operation["description"]
            names = {one["name"] for one in operation["parameters"]}
            assert ("Idempotency-Key" in names) == (method == "post")
            for status, response in operation["responses"].items():
                if int(status) >= 400:
                    assert list(response["content"]) == ["application/problem+json"]
            if method in {"post", "patch", "put", "delete"}:
                assert "RateLimit" in operation["responses"]["429"]["headers"]
                assert "Retry-After" in operation["responses"]["429"]["headers"]
    assert "comment_create" in seen


def test_the_page_shows_every_operation_without_a_script(client: Client) -> None:
    publication()
    answer = client.get(f"{PREFIX}/docs")
    page = BeautifulSoup(answer.content, "html.parser")
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    for link in page.select("article a[href^='#']"):
        assert link["href"][1:] in ids, link
    for methods in schema_make(api)["paths"].values():
        for operation in methods.values():
            section = page.find("section", attrs={"aria-labelledby": operation["operationId"]})
            assert section is not None
            assert "curl" in section.pre.get_text()
    article = page.find("article")
    assert article is not None
    assert article.find_all(["script", "iframe", "img"]) == []
    assert article.find_all(style=True) == []
    assert not [name for element in article.find_all(True) for name in element.attrs if name.startswith("on")]
    for element in page.find_all(["link", "script", "img"]):
        source = str(element.get("src") or element.get("href"))
        assert source.startswith(
            ("/", "data:", "http://testserver", "http://127.0.0.1", "http://localhost")
        ), source
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
    assert "public" in answer["Cache-Control"]
