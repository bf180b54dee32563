"""docs/reference/windows.md says what the code does."""

import re
from pathlib import Path

from parley.discussion import queries
from parley.discussion.orders import orders
from parley.discussion.orders.valued import wilson_lower_bound
from parley.discussion.place import PARAMETERS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "windows.md").read_text(encoding="utf-8")


def test_every_parameter_and_order_is_listed() -> None:
    for name in (*PARAMETERS, *(order.name for order in orders())):
        assert f"`{name}" in PAGE, name
    listed = re.findall(r"^\| `(\w+)` \| `(\w+)` \|", PAGE, re.MULTILINE)
    assert listed == [(order.name, order.column) for order in orders()]


def test_the_sizes_are_those_of_the_code() -> None:
    for words in (
        f"| {queries.ROOTS_MAX} top-level, each with its first {queries.PREVIEW_MAX} replies",
        f"| flat | {queries.FLAT_MAX} | 1 | {queries.FLAT_MAX + 1} |",
        f"and {queries.BRANCH_MAX} replies at any depth",
        f"its {queries.ANCESTORS_MAX} nearest ancestors, {queries.NEIGHBOURS_MAX} before it",
        f"{queries.BYTES_MAX // 1024} KiB ({queries.BYTES_MAX:,} bytes",
    ):
        assert words in PAGE


def test_the_scores_are_right() -> None:
    scores = re.findall(r"^\| (\d+) \| (\d+) \| (0\.\d{3}) \|$", PAGE, re.MULTILINE)
    assert len(scores) == 5
    for valued, reported, score in scores:
        bound = wilson_lower_bound(positive=int(valued), total=int(valued) + int(reported))
        assert f"{bound:.3f}" == score
