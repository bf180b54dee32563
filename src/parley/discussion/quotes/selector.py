"""What names a passage: its words, and some before and after them.

TextQuoteSelector of the W3C Web Annotation Data Model (w3.org/TR/annotation-model/#text-quote-selector).
"""

from dataclasses import dataclass

from parley.kernel.text import plain_text_clean

# Characters before and after: as wide as the columns (models/quotes.py).
AFFIX_LENGTH = 32
# Characters of the words themselves, after trimming.
EXACT_MIN = 5
EXACT_MAX = 1_000
# Nothing longer is looked at: white space around the words may make them longer than they are.
_TYPED_MAX = 4 * EXACT_MAX
_NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True, slots=True)
class QuoteSelector:
    """A passage of the page, or of the comment with the number `target_number`."""

    exact: str
    prefix: str = ""
    suffix: str = ""
    target_number: int | None = None


def selector_clean(
    *, exact: str, prefix: str = "", suffix: str = "", target_number: int | None = None
) -> QuoteSelector | None:
    """Return what a browser sent as a selector, cleaned and cut to size; None for what can be none.

    The words are trimmed and must then have EXACT_MIN to EXACT_MAX characters: longer ones are not cut, for a passage
    that ends elsewhere than its reader chose would be another. The words around them are cut on their far side.
    """
    if len(exact) > _TYPED_MAX or (target_number is not None and not 1 <= target_number <= _NUMBER_MAX):
        return None
    words = plain_text_clean(exact).strip()
    if not EXACT_MIN <= len(words) <= EXACT_MAX:
        return None
    return QuoteSelector(
        exact=words,
        prefix=plain_text_clean(prefix[-_TYPED_MAX:])[-AFFIX_LENGTH:],
        suffix=plain_text_clean(suffix[:_TYPED_MAX])[:AFFIX_LENGTH],
        target_number=target_number,
    )
