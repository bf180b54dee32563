"""axe-core in the page: rules of WCAG 2.2 A and AA and axe's good practice."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"


def axe_violations(page: Page, *, within: str = "html") -> list[str]:
    """Return what axe finds within an element, a line for each one; skips the test where axe is missing, saying so."""
    if not AXE.exists():
        pytest.skip("axe-core is missing: run `npm ci`")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("within => axe.run(within, {resultTypes: ['violations']})", within)
    return [
        f"{violation['id']}: {node['html'][:200]} ({node['failureSummary']})"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
