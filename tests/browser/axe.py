"""axe-core in the page: rules of WCAG 2.2 A and AA and axe's good practice."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def axe_violations(page: Page) -> list[str]:
    """Return what axe finds, a line for each element; skips the test, saying what to install, where axe is missing."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: run `npm ci`")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
