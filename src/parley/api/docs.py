"""The page that shows the API's description to people: rendered here, without a script and without anybody's help."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from shlex import quote
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe
from ninja import NinjaAPI

from parley.api.openapi import KEPT_SECONDS, schema_make
from parley.api.type_words import Words, type_words
from parley.kernel.http import answer_public

_CODE = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Input:
    """A parameter or a field, as a row of a table."""

    name: str
    place: str
    words: Words
    required: bool
    description: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """An answer that an operation may give. `shape` names a schema, "" where there is none."""

    status: str
    phrase: str
    shape: str
    headers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Described:
    """One operation."""

    id: str
    method: str
    path: str
    summary: str
    paragraphs: tuple[str, ...]
    inputs: tuple[Input, ...]
    body: str
    outcomes: tuple[Outcome, ...]
    curl: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A schema of what is sent, either way."""

    name: str
    description: str
    fields: tuple[Input, ...]


def docs_view(api: NinjaAPI) -> Any:
    """Return the view of /api/v1/docs."""

    @require_safe
    def docs(request: HttpRequest) -> HttpResponse:
        schema = schema_make(api)
        groups = [
            (tag["name"], tag["description"], list(_operations(schema, tag["name"])))
            for tag in schema["tags"]
        ]
        context = {"info": schema["info"], "groups": groups, "shapes": list(_shapes(schema))}
        return answer_public(render(request, "api/docs.html", context), keys=[], seconds=KEPT_SECONDS)

    return docs


def _operations(schema: Mapping[str, Any], tag: str) -> Iterator[Described]:
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            if tag in operation["tags"]:
                yield _described(schema, path, method, operation)


def _described(schema: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any]) -> Described:
    body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return Described(
        id=operation["operationId"],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        paragraphs=tuple(_words(part) for part in operation.get("description", "").split("\n\n") if part),
        inputs=tuple(
            Input(
                one["name"],
                one["in"],
                type_words(one["schema"]),
                one["required"],
                _words(one.get("description", "")),
            )
            for one in operation["parameters"]
        ),
        body=_name(body),
        outcomes=tuple(_outcome(status, one) for status, one in sorted(operation["responses"].items())),
        curl=_curl(schema, path, method, operation, body),
    )


def _outcome(status: str, response: Mapping[str, Any]) -> Outcome:
    content: Mapping[str, Any] = next(iter(response.get("content", {}).values()), {})
    return Outcome(
        status=status,
        phrase=HTTPStatus(int(status)).phrase,
        shape=_name(content.get("schema", {})),
        headers=tuple(response.get("headers", ())),
    )


def _shapes(schema: Mapping[str, Any]) -> Iterator[Shape]:
    for name, one in sorted(schema["components"]["schemas"].items()):
        required = one.get("required", ())
        yield Shape(
            name=name,
            description=_words(one.get("description", "")),
            fields=tuple(
                Input(
                    field, "", type_words(details), field in required, _words(details.get("description", ""))
                )
                for field, details in one.get("properties", {}).items()
            ),
        )


def _curl(
    schema: Mapping[str, Any], path: str, method: str, operation: Mapping[str, Any], body: Mapping[str, Any]
) -> str:
    """Return a command that asks for this, with the examples of the description."""
    lines = [] if method == "get" else [f"-X {method.upper()}"]
    query: list[tuple[str, str]] = []
    for one in operation["parameters"]:
        example = _example(one)
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", str(example))
        elif one["in"] == "query" and one["required"]:
            query.append((one["name"], str(example)))
        elif one["name"] == "Idempotency-Key":
            lines.append(f"-H {quote(f'Idempotency-Key: {example}')}")
    if body:
        fields = schema["components"]["schemas"][_name(body)]["properties"]
        sent = {name: details["examples"][0] for name, details in fields.items() if "examples" in details}
        lines += ["-H 'Content-Type: application/json'", f"-d {quote(json.dumps(sent, ensure_ascii=False))}"]
    address = f"{settings.PARLEY_URL}{path}" + (f"?{urlencode(query)}" if query else "")
    return " \\\n  ".join([f"curl {quote(address)}", *lines])


def _example(parameter: Mapping[str, Any]) -> object:
    schema = parameter["schema"]
    if "example" in parameter:
        return parameter["example"]
    return next(iter([*schema.get("examples", ()), *schema.get("enum", ()), 1]))


def _words(text: str) -> SafeString:
    """Return the words of a description as HTML, with what stands in backticks as code."""
    # Ours, from the code; escaped all the same.
    return mark_safe(_CODE.sub(r"<code>\1</code>", escape(" ".join(text.split()))))  # noqa: S308


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema.get("$ref", "")).rpartition("/")[2]
