"""Why a text has no score. A caller can tell them apart by class; each says what to do."""

from parley.toxicity.attributes import MAX_BYTES


class ScoringError(Exception):
    """Base of all. Never answer one of these with a low score."""


class TextRefused(ScoringError):  # noqa: N818 - the names are the outcomes
    """The fault lies with the text: another text may be scored by the same scorer."""


class TextEmpty(TextRefused):
    def __init__(self) -> None:
        super().__init__("The text is empty. Send at least one character that is not white space.")


class TextTooLong(TextRefused):
    def __init__(self, size: int) -> None:
        self.size = size
        super().__init__(
            f"The text has {size} bytes; the limit is {MAX_BYTES}. Shorten it or score it in parts."
        )


class LanguageNotSupported(TextRefused):
    def __init__(self, language: str) -> None:
        self.language = language
        super().__init__(
            f"The text seems to be in “{language}”; this model knows English. "
            "Ask with any_language=True to score it all the same."
        )


class ModelUnusable(ScoringError):  # noqa: N818
    """The weights are missing, damaged or from another version; or the runtime failed on them."""
