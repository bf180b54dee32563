"""html-validate, for tests of pages."""

import json
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
VALIDATE = ROOT / "node_modules" / ".bin" / "html-validate"
# The recommended rules without taste: how a void element is closed or a blank line trimmed is the templates' affair.
RULES = {
    "extends": ["html-validate:standard"],
    "rules": {
        "no-trailing-whitespace": "off",
        "no-unknown-elements": ["error", {"include": [], "exclude": ["/^parley-/"]}],
        "prefer-native-element": "off",
        "void-style": "off",
    },
}


def html_faults(pages: Mapping[str, str], *, folder: Path) -> str:
    """Return what html-validate says of pages, "" for nothing; `folder` is empty. Skips where it is missing."""
    if shutil.which("node") is None or not VALIDATE.exists():
        pytest.skip("html-validate is missing: run `npm ci`")
    (folder / ".htmlvalidate.json").write_text(json.dumps({"root": True, **RULES}))
    for name, html in pages.items():
        (folder / f"{name.replace(' ', '-')}.html").write_text(html, encoding="utf-8")
    answer = subprocess.run(
        [str(VALIDATE), "--formatter", "text", *sorted(path.name for path in folder.glob("*.html"))],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    return "" if answer.returncode == 0 else answer.stdout + answer.stderr
