"""What every format is read into: plain values, no database. The writer knows only these."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from html import unescape
from re import compile as re_compile

_TAGS = re_compile(r"<[^>]*>")


class PageKind(StrEnum):
    ARTICLE = "article"
    PAGE = "page"


class CommentStatus(StrEnum):
    """The same values as discussion's, so that a parser need not import its tables."""

    PUBLISHED = "published"
    HELD = "held"
    REJECTED = "rejected"
    REMOVED = "removed"


# --- what a body is made of -------------------------------------------------------------------------
# Every `html` is rich text as the editor stores it: p, b, i, a[href], br, and span[data-editors-note] in quotations.


@dataclass(frozen=True, slots=True)
class Paragraph:
    html: str


@dataclass(frozen=True, slots=True)
class Heading:
    text: str


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words somebody said, without their outer quotation marks. Empty: the source does not say."""

    html: str
    speaker: str = ""
    role: str = ""
    occasion: str = ""


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item is rich text without a surrounding paragraph."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class ImageReference:
    """A picture that stays where it is: only its address is known, nothing is fetched."""

    url: str
    alt: str = ""
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Gallery:
    """Pictures named by their number in the source; resolved to references when the whole file is known."""

    attachment_ids: tuple[str, ...]


Block = Paragraph | Heading | Quotation | Items | ImageReference | Gallery


# --- what is imported -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ImportedAuthor:
    """`key` is what articles call it by, such as a sign-in name; only the name is kept."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ImportedSection:
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class ImportedCommentRecord:
    """One comment. `number` None: the thread gives the next; `created_at` None: the source does not say."""

    import_key: str
    text: str
    author_name: str = ""
    number: int | None = None
    parent_key: str | None = None
    status: CommentStatus = CommentStatus.PUBLISHED
    created_at: datetime | None = None
    line: int = 0


@dataclass(frozen=True, slots=True)
class ImportedArticle:
    """An article or a plain page with its thread. Empty strings and None: the source does not say."""

    import_key: str
    headline: str
    kind: PageKind = PageKind.ARTICLE
    standfirst: str = ""
    body: tuple[Block, ...] = ()
    slug: str = ""
    section: str = ""
    topics: tuple[str, ...] = ()
    author_keys: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    draft: bool = False
    comments_open: bool = True
    old_path: str = ""
    lead_image_id: str = ""
    # Whether the key was made of the headline alone, so that another article may have the same.
    headline_key: bool = False
    comments: tuple[ImportedCommentRecord, ...] = ()
    line: int = 0


@dataclass(slots=True)
class Notes:
    """What the person should know: each sentence with how often it applies and the first line it concerns."""

    counts: Counter[str] = field(default_factory=Counter)
    first_line: dict[str, int | None] = field(default_factory=dict)

    def add(self, sentence: str, *, line: int | None = None, count: int = 1) -> None:
        self.counts[sentence] += count
        self.first_line.setdefault(sentence, line)


def plain_text(html: str) -> str:
    """Return rich text without its tags: for showing and for comparing, never for output into a page."""
    return unescape(_TAGS.sub("", html.replace("</p><p>", "\n").replace("<br/>", "\n")))


def block_text(block: Block) -> str:
    """Return the words of a block that stand in the body (not its attributes such as the speaker)."""
    match block:
        case Paragraph() | Quotation():
            return plain_text(block.html)
        case Heading():
            return block.text
        case Items():
            return "\n".join(plain_text(item) for item in block.items)
        case ImageReference():
            return block.caption or block.alt
        case Gallery():
            return ""
