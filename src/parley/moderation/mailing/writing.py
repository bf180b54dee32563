"""What all e-mails to writers have: the comment, the writer's own words, the links, in plain text and HTML."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi

from parley.discussion.addresses import thread_is_outside
from parley.discussion.models import Comment, Thread
from parley.discussion.queries_emails import WriterAddress
from parley.discussion.writer_links import stop_link
from parley.kernel.mail import Mail, publication_name

WORDS_MAX: Final = 300  # characters of the writer's own words
PASSAGES_MAX: Final = 5
PASSAGE_MAX: Final = 100  # characters
HEADLINE_MAX: Final = 100  # characters
#: What mail programs make links of: the dot inside a name, in any of the forms that browsers take for it, and "://".
_DOTS: Final = re.compile(r"(?<=\w)([.。．｡])(?=[^\W\d_])")


@dataclass(frozen=True, slots=True)
class Link:
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What an e-mail says, in this order. `facts`: pairs of what and the words for it.

    `words`: the writer's own, "" to quote none. `answer`: somebody's words to the writer, under a line that says whose.
    `links`: where to read on, and to object.
    """

    subject: str
    said: str
    number: int
    headline: str
    words: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    passages: tuple[str, ...] = ()
    answered_by: str = ""
    answer: str = ""
    appeal: str = ""
    links: tuple[Link, ...] = ()
    publication: str = field(default_factory=publication_name)

    @property
    def words_quoted(self) -> str:
        return _quoted(self.words)

    @property
    def answer_quoted(self) -> str:
        return _quoted(self.answer)


def letter_mail(*, letter: Letter, address: WriterAddress) -> Mail:
    """Write a letter out to an address. The language is the one that is active."""
    stop = stop_link(digest=address.digest)
    context = {
        "letter": letter,
        "stop": stop,
        "days": settings.PARLEY_EMAIL_KEEP_DAYS,
        "direction": "rtl" if get_language_bidi() else "ltr",
    }
    return Mail(
        to=address.address,
        subject=letter.subject,
        text=render_to_string("moderation/mail/letter.txt", context).strip() + "\n",
        html=render_to_string("moderation/mail/letter.html", context),
        stop_url=stop,
    )


def headline_of(thread: Thread) -> str:
    """Return the headline. Of a page of another site somebody else chose it: then no link can come of it."""
    title = " ".join(thread.title.split())
    return cut(links_blunt(title) if thread_is_outside(thread) else title, HEADLINE_MAX)


def words_of(comment: Comment) -> str:
    """Return the beginning of what the writer wrote, of which no mail program makes a link."""
    return cut(links_blunt(comment.text), WORDS_MAX)


def passages_of(comment: Comment, passages: Sequence[tuple[int, int]]) -> tuple[str, ...]:
    """Return the first passages of a comment in words."""
    found = (" ".join(comment.text[begin:end].split()) for begin, end in passages[:PASSAGES_MAX])
    return tuple(cut(links_blunt(words), PASSAGE_MAX) for words in found if words)


def links_blunt(text: str) -> str:
    """Return `text` with its addresses made unusable: an address of whoever reads it need not be the writer's own.

    Nobody has proved that an e-mail address is theirs: else whoever wants could have the publication send their links.
    """
    return _DOTS.sub(r"[\1]", text.replace("://", "[://]"))


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
