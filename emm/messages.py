"""Sentences for people, kept as source text and values until the reader's language is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """One sentence in English with named values; `plural` and `count` when the wording depends on a number."""

    text: str
    plural: str = ""
    count: int = 1
    values: tuple[tuple[str, str | int], ...] = ()


def message(text: str, /, **values: str | int) -> Message:
    """Return the sentence `text`, in which `%(name)s` stands for the value of that name."""
    return Message(text, values=tuple(values.items()))


def counted(singular: str, plural: str, /, count: int, **values: str | int) -> Message:
    """Return the sentence that fits `count`; `%(count)s` stands for the number itself."""
    return Message(singular, plural, count, (("count", count), *values.items()))
