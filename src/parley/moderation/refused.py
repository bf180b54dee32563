"""What may not be done at the desk, with a sentence that says why."""

from django.utils.functional import Promise


class DecisionRefused(Exception):  # noqa: N818 -- the word of the field
    """`code` is stable and for programs; `message` is for the moderator, and says what to do."""

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(str(message))
        self.code = code
        self.message = message
