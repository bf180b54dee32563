from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.toxicity.perspective.harness import Asking


@pytest.fixture
def asking_with(tmp_path: Path) -> Iterator[Callable[..., Asking]]:
    """Make services of a test's own, closed at its end."""
    made: list[Asking] = []

    def make(**options: Any) -> Asking:
        made.append(Asking(tmp_path, **options))
        return made[-1]

    yield make
    for asking in made:
        asking.close()


@pytest.fixture
def asking(asking_with: Callable[..., Asking]) -> Asking:
    return asking_with()
