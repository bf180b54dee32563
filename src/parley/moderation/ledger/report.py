"""The transparency report: the ledger as one file that needs nothing else."""

import base64
import hashlib
import json
from functools import cache
from importlib.resources import files
from typing import Any

from django.template.loader import render_to_string
from django.utils.safestring import mark_safe

from parley.moderation.ledger.as_json import ledger_json
from parley.moderation.ledger.pages_counts import chapters
from parley.moderation.ledger.reading import Ledger

TEMPLATE = "moderation/ledger/report.html"


def report_html(ledger: Ledger, *, publication: str = "") -> str:
    """Return the report as an HTML page without a script, whose policy allows its own style alone."""
    style = style_read()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return render_to_string(
        TEMPLATE,
        {
            **ledger_context(ledger),
            "publication_name": publication,
            "style": mark_safe(style),  # noqa: S308 -- a file of our own
            "style_hash": f"sha256-{digest}",
        },
    )


def report_json(ledger: Ledger) -> str:
    """Return the report as JSON, as docs/reference/transparency-report.md describes it."""
    return json.dumps(ledger_json(ledger), ensure_ascii=False, indent=2) + "\n"


def ledger_context(ledger: Ledger) -> dict[str, Any]:
    """Return what the template moderation/ledger/figures.html needs."""
    return {"ledger": ledger, "chapters": chapters(ledger)}


@cache
def style_read() -> str:
    """Return the style sheet that the pages link to."""
    path = files("parley.moderation").joinpath("static", "moderation", "ledger.css")
    return path.read_text("utf-8")
