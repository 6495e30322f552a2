"""The few words of the interface that stand in compiled text."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the interface that stand in compiled text, in one language."""

    key_point: str = "Key point"
    good_to_know: str = "Good to know"
    in_practice: str = "In practice"
    footnote: str = "Footnote"
    table: str = "Table"


def english(language: str) -> Words:
    """Return the English words, whatever the language: for checks and tests, where nobody reads the page."""
    return Words()
