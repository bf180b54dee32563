"""The identity terms of the template sentences, longest first so that “older” is not read as “old”."""

from typing import Final

TERMS: Final = (
    "african american", "middle eastern", "middle aged", "heterosexual", "transgender", "homosexual", "protestant",
    "millenial", "nonbinary", "paralyzed", "canadian", "american", "buddhist", "catholic", "christian", "bisexual",
    "european", "hispanic", "japanese", "straight", "african", "chinese", "elderly", "lesbian", "mexican", "younger",
    "teenage", "female", "indian", "jewish", "latina", "latino", "latinx", "muslim", "taoist", "asian", "black",
    "blind", "lgbtq", "older", "queer", "trans", "white", "young", "deaf", "lgbt", "male", "sikh", "gay", "old",
)  # fmt: skip


def term_of(text: str) -> str | None:
    """The identity that a template sentence names."""
    padded = f" {text.lower().strip(' .!?')} "
    return next((term for term in TERMS if f" {term} " in padded), None)
