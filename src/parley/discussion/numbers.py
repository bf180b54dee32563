"""Numbers in words for people: counts as the language writes them, 100,000 or 100 000."""

from django.utils.formats import number_format

_GROUPED_FROM = 1000


def number_words(number: int) -> str:
    """Return a count with its thousands grouped as the current language does it."""
    if 0 <= number < _GROUPED_FROM:  # nearly all of them, and nothing to group
        return str(number)
    return str(number_format(number, decimal_pos=0, use_l10n=True, force_grouping=True))
