"""What a comment is scored for. The names are those of the Perspective protocol, so that clients need not translate."""

from typing import Final

ATTRIBUTES: Final = (
    "TOXICITY",
    "SEVERE_TOXICITY",
    "IDENTITY_ATTACK",
    "INSULT",
    "PROFANITY",
    "THREAT",
    "SEXUALLY_EXPLICIT",
)

#: Few labelled examples stand behind these; the model card says how few.
EXPERIMENTAL: Final = frozenset({"SEXUALLY_EXPLICIT"})

#: Bytes of UTF-8 in one text, as in the Perspective API.
MAX_BYTES: Final = 20_480
