"""The small Markdown of comments: what is a mark, what is not, and that nothing active can come out."""

import html as html_module
import sys
from collections.abc import Callable
from html.parser import HTMLParser
from types import FrameType

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from parley.discussion.markup import html_text, text_links_count, text_render
from parley.kernel.safe_html import COMMENT_TAGS, LINK_REL, comment_html_clean
from parley.kernel.text import plain_text_clean

REL = f'rel="{LINK_REL}"'

MARKS = {
    "paragraphs and lines": ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
    "emphasis": ("*a* _b_ **c** __d__", "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong></p>"),
    "quotation, answered without a blank line": (
        "> a\n>b\nmy answer",
        "<blockquote><p>a<br>b</p></blockquote><p>my answer</p>",
    ),
    "quotation in a quotation": (
        "> > a\n> b",
        "<blockquote><blockquote><p>a</p></blockquote><p>b</p></blockquote>",
    ),
    "quotation of two paragraphs": ("> a\n>\n> b", "<blockquote><p>a</p><p>b</p></blockquote>"),
    "named link": (
        "[a *b*](https://x.example/c_(d))",
        f'<p><a href="https://x.example/c_(d)" {REL}>a <em>b</em></a></p>',
    ),
    "bare address in a sentence": (
        "(See https://x.example/a_b_c?d=1&e=2).",
        f'<p>(See <a href="https://x.example/a_b_c?d=1&amp;e=2" {REL}>https://x.example/a_b_c?d=1&amp;e=2</a>).</p>',
    ),
    "bare address with parentheses": (
        "https://x.example/a_(b)",
        f'<p><a href="https://x.example/a_(b)" {REL}>https://x.example/a_(b)</a></p>',
    ),
    "address in emphasis": (
        "*https://x.example*",
        f'<p><em><a href="https://x.example" {REL}>https://x.example</a></em></p>',
    ),
    "address in the words of a link": (
        "[https://a.example](https://b.example)",
        f'<p><a href="https://b.example" {REL}>https://a.example</a></p>',
    ),
}

LITERAL = [
    "# no heading",
    "1. no list",
    "- no list",
    "* no list",
    "+ no list",
    "    no code",
    "`no code`",
    "```\nno code\n```",
    "---",
    "a\n===",
    "| a | b |",
    "&copy; &#60; &lt;script&gt;",
    "snake_case_name and 2 * 3 * 4 = 24",
    "¯\\_(ツ)_/¯",
    "\\*not emphasis\\*",
    "C:\\new\\[x]",
    "<b>bold</b> <!-- x -->",
    "![image](javascript:alert(1))",
    "[x](javascript:alert(1)) [x](data:text/html,x) [x](//x.example) [x](/path)",
    "[x]: https",
    "[a][b]",
    "javascript://x.example",
    "http:// https://",
    "xhttps://x",
    "ftp://x.example",
    "~~struck~~",
    "* * *",
    "** bold**",
    "a > b",
    ":-) :* ;_;",
    "I ♥ 🦊 <3",
]


@pytest.mark.parametrize(("text", "html"), MARKS.values(), ids=MARKS)
def test_marks(text: str, html: str) -> None:
    assert text_render(text).html == html


@pytest.mark.parametrize("text", LITERAL)
def test_everything_else_is_read_as_it_was_typed(text: str) -> None:
    rendered = text_render(text)
    assert "<em>" not in rendered.html
    assert "<strong>" not in rendered.html
    assert "<a " not in rendered.html
    assert html_text(rendered.html) == "\n".join(line.strip() for line in text.split("\n"))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("no", 0),
        ("https://a.example https://b.example", 2),
        ("[a](https://a.example)\n\n> http://b.example", 2),
    ],
)
def test_links_are_counted(text: str, count: int) -> None:
    assert text_links_count(text) == count


def test_quotations_nest_eight_deep_and_the_rest_stays_text() -> None:
    html = text_render(">" * 12 + " x").html
    assert html.count("<blockquote>") == html.count("</blockquote>") == 8
    assert "<p>&gt;&gt;&gt;&gt; x</p>" in html


class _Reader(HTMLParser):
    """Reads HTML as a browser does and keeps every tag, attribute and word."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data

    def handle_comment(self, _data: str) -> None:
        pytest.fail("a comment came out")

    def handle_decl(self, _decl: str) -> None:
        pytest.fail("a declaration came out")


def _read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


def test_an_address_that_is_none_stays_text() -> None:
    rendered = text_render("see http://é'( and [this](http://é'x) or https://x.example")
    assert "http://é'( and" in html_module.unescape(rendered.html)
    assert rendered.html.count("<a ") == 1


def _assert_harmless(html: str) -> None:
    reader = _read(html)
    assert reader.open == []
    for tag, attributes in reader.tags:
        assert tag in COMMENT_TAGS
        assert set(attributes) <= ({"href", "rel"} if tag == "a" else set())
        if tag == "a":
            assert attributes["rel"] == LINK_REL
            assert (attributes["href"] or "").lower().startswith(("http://", "https://"))


PIECES = st.sampled_from(
    [
        *"*_[]()<>\\\n \t&\"'`#-:/.!ax",
        "> ",
        "http://",
        "https://x.example",
        "](https://x.example)",
        "](javascript:alert(1))",
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "javascript:",
        "&lt;",
        "&#x3c;",
        "<svg/onload=alert(1)>",
        '" onmouseover="alert(1)',
        "🦊",
        "é",
        "\u2028",
    ]
)
marked_up = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=60))


@example("http://é'(")
@given(marked_up)
def test_nothing_active_comes_out(text: str) -> None:
    _assert_harmless(text_render(plain_text_clean(text)).html)


@given(
    st.text(
        st.characters(exclude_categories=("C",), exclude_characters="*_[]>\\\u2028\u2029\x85"), max_size=60
    )
)
def test_text_without_marks_is_read_as_it_was_typed(text: str) -> None:
    clean = plain_text_clean(text)
    words = _read(text_render(clean).html).words
    assert words.split() == clean.split()


@example("http://é'(")
@given(marked_up)
def test_no_word_is_lost(text: str) -> None:
    clean = plain_text_clean(text)
    seen = _read(text_render(clean).html)
    shown = seen.words + "".join(str(attributes.get("href")) for _tag, attributes in seen.tags)
    assert {char for char in clean if char.isalnum()} <= set(shown) | set("httpsHTTPS")


@given(st.text(max_size=60))
def test_hostile_html_is_cleaned(text: str) -> None:
    _assert_harmless(
        comment_html_clean(f'<p onclick="x">{plain_text_clean(text)}<iframe src="//x"></iframe>')
    )


HOSTILE = [
    "*",
    "_",
    "[",
    "]",
    ">",
    "> > ",
    "_a_ ",
    "*a ",
    "*a _b ",
    "a*b_",
    "**a",
    "*_*_a",
    "[a](",
    "[a](http://",
]
HOSTILE += [
    "http://",
    "http://a ",
    "https://a(",
    "[a](http://a.b/) ",
    "![",
    "\\*",
    "a\n\n",
    ">\n>>a\n",
    "(",
    "&",
    "<a>",
]


def _lines_run(text: str) -> int:
    """Count the lines of Python that reading `text` runs: the same on every machine, unlike time."""
    count = 0

    def trace(_frame: FrameType, event: str, _argument: object) -> Callable[..., object]:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        text_render(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("piece", HOSTILE)
def test_cost_grows_with_the_length_and_no_faster(piece: str) -> None:
    """Four times the text takes at most five times the work; a quadratic reading would take sixteen times."""
    short, long = ((piece * size)[:size] for size in (1_000, 4_000))
    assert _lines_run(long) <= 5 * _lines_run(short) + 1000
