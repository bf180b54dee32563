"""What people install: a built wheel, in an environment that has never seen this checkout, without a network."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "parley"
WEIGHTS = PACKAGE / "toxicity" / "weights"

#: Connecting anywhere fails, in this process and in those it starts.
NO_NETWORK = """
import socket


def _refuse(self, address):
    raise AssertionError(f"Something wants to reach {address}.")


socket.socket.connect = socket.socket.connect_ex = _refuse
"""

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built by the project's own builder."""
    pytest.importorskip("hatchling", reason="Building a wheel needs hatchling.")
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.glob("parley-*.whl")
    return built


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The commands of a fresh environment with the wheel in it.

    Its dependencies are those of this environment, lent by a path: downloading them anew would take a minute. A path
    in a .pth file doesn't bring the .pth files that lie there, so the checkout itself is not lent.
    """
    folder = tmp_path_factory.mktemp("environment")
    venv.create(folder, with_pip=False)
    python = folder / "bin" / "python"
    packages = folder / "lib" / f"python{sysconfig.get_python_version()}" / "site-packages"
    command = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(python),
        "install",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(command, check=True, capture_output=True)
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    (packages / "no_network.py").write_text(NO_NETWORK, encoding="utf-8")
    (packages / "no_network.pth").write_text("import no_network\n", encoding="utf-8")
    return folder / "bin"


def _run(program: Path, *arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    # Neither variables that lead to the checkout nor the folder itself may help.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return subprocess.run(
        [str(program), *arguments], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


def test_the_wheel_holds_all_that_is_not_python(wheel: Path) -> None:
    """Weights, word lists, templates: whatever the package reads has to travel with it."""
    with zipfile.ZipFile(wheel) as archive:
        packed = {name: archive.getinfo(name).file_size for name in archive.namelist()}
    for path in PACKAGE.rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert packed[f"parley/{path.relative_to(PACKAGE)}"] == path.stat().st_size, path


def test_the_installed_command_is_the_wheels(installed: Path, tmp_path: Path) -> None:
    found = _run(installed / "python", "-c", "import parley; print(parley.__file__)", folder=tmp_path)
    assert found.stdout.startswith(str(installed.parent)), found
    helped = _run(installed / "parley", "toxicity", "score", "--help", folder=tmp_path)
    assert helped.returncode == 0, helped
    assert "Score the comments in FILE" in helped.stdout


@pytest.mark.parametrize("tier", ["accurate", "fast"])
def test_it_scores_offline(installed: Path, tmp_path: Path, tier: str) -> None:
    texts = ["You are a stupid idiot and everybody hates you.", "Thank you, that was a very helpful article."]
    file = tmp_path / "in.jsonl"
    file.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    done = _run(
        installed / "parley",
        "toxicity",
        "score",
        str(file),
        "--tier",
        tier,
        "--workers",
        "2",
        folder=tmp_path,
    )
    assert done.returncode == 0, done
    rude, kind = (json.loads(line) for line in done.stdout.splitlines())
    assert rude["scores"]["TOXICITY"] > 0.6
    assert kind["scores"]["TOXICITY"] < 0.2
    assert rude["model"].startswith(f"{tier}@")
