"""Precision and recall of the quotes that are found by themselves, on cases written for it (cases/*.txt).

A page is "== name" and its text. A case is "# kind | page", lines "@1 …" of earlier comments in the same branch ("@~1"
of comments elsewhere in the thread), the comment, and "=> passage" for each passage it is expected to be linked to
("=> @1 passage": of the comment #1). A link counts as right if it covers the expected passage by more than half.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from parley.discussion.markup import text_render
from parley.discussion.quotes.detection import Found, Source, quotations_find
from parley.discussion.quotes.plain import comment_plain
from parley.discussion.quotes.quotations import quotations_read

FILES = ("positives.txt", "negatives.txt", "held_out.txt")
FOLDER = Path(__file__).parent / "cases"
CASE = re.compile(r"^# (.+) \| (\S+)$", re.MULTILINE)
EARLIER = re.compile(r"@(~?)(\d+)(?: (.*))?")
EXPECTED = re.compile(r"(?:^|\n)=>")
PRECISION_MIN = 0.99
CASES_MIN = 260


@dataclass
class Case:
    kind: str
    page: str
    comment: str
    earlier: dict[int, tuple[bool, str]] = field(default_factory=dict)
    expected: list[tuple[int | None, str]] = field(default_factory=list)


def pages_read() -> dict[str, str]:
    parts = re.split(r"^== (\S+)\n", (FOLDER / "pages.txt").read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {name: text.strip() for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def cases_read(*names: str) -> list[Case]:
    cases = []
    for name in names:
        parts = CASE.split((FOLDER / name).read_text(encoding="utf-8"))
        cases += [case_read(*three) for three in zip(parts[1::3], parts[2::3], parts[3::3], strict=True)]
    return cases


def case_read(kind: str, page: str, text: str) -> Case:
    written, *expected = EXPECTED.split(text)
    case = Case(kind, page, "")
    lines = []
    for line in written.split("\n"):
        if (match := EARLIER.fullmatch(line)) is None:
            lines.append(line)
            continue
        far, number, words = match[1] == "~", int(match[2]), match[3] or ""
        before = case.earlier.get(number, (far, ""))[1]
        case.earlier[number] = (far, f"{before}\n{words}".strip("\n"))
    case.comment = "\n".join(lines).strip()
    for words in filter(None, (part.strip() for part in expected)):
        match = EARLIER.fullmatch(words)
        case.expected.append((int(match[2]), match[3]) if match else (None, words))
    return case


def case_run(case: Case, pages: dict[str, str]) -> list[Found]:
    comments = [
        Source(comment_plain(text_render(text).html, own=True), key=number, number=number, far=far)
        for number, (far, text) in case.earlier.items()
    ]
    groups = [
        lambda: [Source(pages[case.page])],
        lambda: [source for source in reversed(comments) if not source.far],
        lambda: [source for source in reversed(comments) if source.far],
    ]
    return quotations_find(quotations_read(case.comment), groups)


def is_right(found: Found, expected: tuple[int | None, str]) -> bool:
    number, words = expected
    start = found.source.text.find(words)
    if found.source.number != number or start < 0:
        return False
    overlap = min(found.end, start + len(words)) - max(found.start, start)
    return 2 * overlap > max(len(words), found.end - found.start)


@pytest.mark.parametrize(
    ("file", "recall_min"), [("positives.txt negatives.txt", 0.93), ("held_out.txt", 0.88)]
)
def test_precision_and_recall(file: str, recall_min: float, capsys: pytest.CaptureFixture[str]) -> None:
    pages, cases = pages_read(), [case for name in file.split() for case in cases_read(name)]
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    missed: list[str] = []
    for case in cases:
        left = list(case.expected)
        for found in case_run(case, pages):
            right = next((one for one in left if is_right(found, one)), None)
            if right is None:
                wrong.append(f"{case.kind} | {case.page}: {found.selector.exact!r}")
            else:
                counts["right"] += 1
                left.remove(right)
        missed += [f"{case.kind} | {case.page}: {one!r}" for one in left]
    precision = counts["right"] / (counts["right"] + len(wrong))
    recall = counts["right"] / (counts["right"] + len(missed))
    with capsys.disabled():
        print(  # noqa: T201 -- the figures are what this test is for; docs/reference/quotes.md has them
            f"\n{file}: {len(cases)} cases, {sum(not case.expected for case in cases)} of them without a quote to be"
            f" found: {counts['right']} right, {len(wrong)} wrong, {len(missed)} missed;"
            f" precision {precision:.3f}, recall {recall:.3f}"
        )
    assert precision >= PRECISION_MIN, "\n".join(wrong)
    assert recall >= recall_min, "\n".join(missed)


def test_there_are_enough_cases() -> None:
    assert len(cases_read(*FILES)) >= CASES_MIN


def test_every_expected_passage_is_there_to_be_found() -> None:
    """A misprint among the cases would count as a passage missed."""
    pages = pages_read()
    for case in cases_read(*FILES):
        for number, words in case.expected:
            html = text_render(case.earlier[number][1]).html if number is not None else ""
            text = comment_plain(html) if number is not None else pages[case.page]
            assert words in text, f"{case.kind}: {words}"


def test_cases_differ() -> None:
    told = Counter((case.kind, case.page) for case in cases_read(*FILES))
    assert [one for one, count in told.items() if count > 1] == []
    assert all(case.comment for case in cases_read(*FILES))
