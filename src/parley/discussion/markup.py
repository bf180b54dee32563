r"""The small Markdown of comments: paragraphs, line breaks, > quotation, *emphasis*, **strong**, links. Nothing else.

Every other character reaches the reader as it was typed: `#`, `1.`, `-` and backticks are no marks, `&copy;` stays six
characters. A backslash before a mark makes that mark literal and stays visible itself, which is why ¯\_(ツ)_/¯ keeps
both arms. A quotation ends with its last line that begins with `>`: in common Markdown the answer typed on the next
line would still belong to it, which surprises everybody who answers someone.

Blocks are read here, line by line; markdown-it-py reads what stands within a line's text. All cost is linear in the
length: quotations nest at most QUOTE_DEPTH deep, links are matched by patterns of bounded length, and the delimiters
of emphasis are counted.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html.parser import HTMLParser

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis_tokenize
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from parley.kernel.safe_html import comment_html_clean

QUOTE_DEPTH = 8
# Matching * and _ is quadratic in the worst case; past this many in one paragraph they are plain characters.
DELIMITERS_MAX = 400

_QUOTE_MARKS = re.compile(rf" {{0,3}}(?:> {{0,3}}){{1,{QUOTE_DEPTH}}}")
_BARE_URL = re.compile(r"https?://[^\s<>\"“”«»\[\]\\^`{|}]{1,2000}", re.IGNORECASE)
# [words](https://address); the address may hold balanced parentheses, as Wikipedia's do.
_NAMED_LINK = re.compile(
    r"\[([^\[\]]{1,500})\]\((https?://(?:[^\s()<>\"\\]|\([^\s()<>\"\\]*\)){1,2000})\)", re.IGNORECASE
)
_HAS_HOST = re.compile(r"https?://[\w\[]", re.IGNORECASE)
_ESCAPED = frozenset("*_[]>:")
_TRAILING = frozenset(".,;:!?'’\"*_~…")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A comment's HTML, through the allow-list, and the addresses that it links to, in order."""

    html: str
    links: tuple[str, ...] = ()

    @property
    def links_count(self) -> int:
        return len(self.links)


def text_render(text: str) -> Rendered:
    """Render cleaned plain text (kernel.text.plain_text_clean). Never raises for any such text."""
    pieces: list[str] = []
    links: list[str] = []
    depth = 0
    for paragraph_depth, paragraph in _paragraphs(text):
        pieces.append(
            "<blockquote>" * (paragraph_depth - depth) or "</blockquote>" * (depth - paragraph_depth)
        )
        depth = paragraph_depth
        tokens = _markdown.parseInline(paragraph)
        links.extend(
            str(token.attrGet("href")) for token in tokens[0].children or () if token.type == "link_open"
        )
        pieces.append(f"<p>{_markdown.renderer.render(tokens, _markdown.options, {})}</p>")
    pieces.append("</blockquote>" * depth)
    return Rendered(html=comment_html_clean("".join(pieces)), links=tuple(links))


def text_links_count(text: str) -> int:
    """Return how many links `text` would have when rendered."""
    return text_render(text).links_count


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield each paragraph with its depth of quotation. A blank line ends one, and so does a change of depth."""
    depth = 0
    lines: list[str] = []
    for line in text.split("\n"):
        marks = _QUOTE_MARKS.match(line)
        line_depth = marks.group().count(">") if marks else 0
        content = line[marks.end() :].strip() if marks else line.strip()
        if lines and (line_depth != depth or not content):
            yield depth, "\n".join(lines)
            lines = []
        depth = line_depth
        if content:
            lines.append(content)
    if lines:
        yield depth, "\n".join(lines)


def _backslash(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """Take a backslash and the mark after it as plain text, both."""
    source = state.src
    if source[state.pos] != "\\" or state.pos + 1 >= state.posMax or source[state.pos + 1] not in _ESCAPED:
        return False
    if not silent:
        state.append_pending(source[state.pos : state.pos + 2])
    state.pos += 2
    return True


def _emphasis(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    if len(state.delimiters) > DELIMITERS_MAX:
        return False
    return emphasis_tokenize(state, silent)


def _named_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    if state.linkLevel or state.src[state.pos] != "[":
        return False
    match = _NAMED_LINK.match(state.src, state.pos, state.posMax)
    if not match or not match[1].strip() or not _HAS_HOST.match(match[2]):
        return False
    if not silent:
        end = state.posMax
        state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(match[2])}
        state.pos, state.posMax = match.span(1)
        state.linkLevel += 1
        state.md.inline.tokenize(state)
        state.linkLevel -= 1
        state.posMax = end
        state.push("link_close", "a", -1)
    state.pos = match.end()
    return True


def _bare_url(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- markdown-it's signature
    """Make a link of an address as it stands. The text rule stops at ":", so the scheme is what was read last."""
    if state.linkLevel or state.src[state.pos] != ":" or silent:
        return False
    scheme = next((word for word in ("https", "http") if state.pending[-len(word) :].lower() == word), None)
    if scheme is None or state.pending[-len(scheme) - 1 : -len(scheme)].isalnum():
        return False
    match = _BARE_URL.match(state.src, state.pos - len(scheme), state.posMax)
    if not match or not _HAS_HOST.match(url := _url_trim(match.group())):
        return False
    state.pending = state.pending[: -len(scheme)]
    state.push("link_open", "a", 1).attrs = {"href": state.md.normalizeLink(url)}
    state.push("text", "", 0).content = url
    state.push("link_close", "a", -1)
    state.pos += len(url) - len(scheme)
    return True


def _url_trim(url: str) -> str:
    """Leave off what belongs to the sentence: its punctuation, and a closing parenthesis that was opened before."""
    surplus = url.count(")") - url.count("(")
    end = len(url)
    while end and (url[end - 1] in _TRAILING or (surplus > 0 and url[end - 1] == ")")):
        surplus -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def _line_break(
    _renderer: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, _env: EnvType
) -> str:
    return "<br>"


def _markdown_make() -> MarkdownIt:
    markdown = MarkdownIt("zero", {"breaks": True})
    markdown.inline.ruler.after("text", "bare_url", _bare_url)
    markdown.inline.ruler.before("emphasis", "backslash", _backslash)
    markdown.inline.ruler.before("link", "named_link", _named_link)
    markdown.inline.ruler.at("emphasis", _emphasis)
    markdown.enable(["newline", "bare_url", "backslash", "emphasis", "named_link"])
    markdown.add_render_rule("softbreak", _line_break)
    markdown.add_render_rule("hardbreak", _line_break)
    return markdown


_markdown = _markdown_make()


class _TextOfHtml(HTMLParser):
    """Collects the text of allow-listed HTML: a line for br, a blank line between paragraphs, "> " in quotations."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.lines: list[str] = [""]
        self.depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del attrs
        if tag == "br":
            self.lines.append("")
        elif tag in {"p", "blockquote"}:
            self._block()
            self.depth += tag == "blockquote"

    def handle_endtag(self, tag: str) -> None:
        if tag in {"p", "blockquote"}:
            self._block()
            self.depth = max(0, self.depth - (tag == "blockquote"))

    def handle_data(self, data: str) -> None:
        if not self.lines[-1]:
            data = data.lstrip()
            self.lines[-1] = "> " * self.depth if data else ""
        self.lines[-1] += " ".join(data.split("\n"))

    def _block(self) -> None:
        if self.lines[-1]:
            self.lines += ["", ""]


def html_text(html: str) -> str:
    """Return the text of HTML that came through the allow-list, its paragraphs and quotations kept as plain text."""
    parser = _TextOfHtml()
    parser.feed(html)
    parser.close()
    return "\n".join(line.rstrip() for line in parser.lines).strip("\n")
