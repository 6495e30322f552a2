"""Which numbers are accepted: one, those between two, or those around one. All arithmetic is exact."""

from dataclasses import dataclass
from decimal import Context, Decimal, Inexact

from emm.questions.block import Rich
from emm.questions.numbers import MAX_DIGITS, number_in_file, spelled

_EXACT = Context(prec=4 * MAX_DIGITS, traps=[Inexact])
"""Room for all digits of sums and differences; rounding would be an error of the program."""
_FORMS = "Write a number such as 23 or 3.5, a range such as 20..25, or a tolerance such as 3.5 ± 0.2."


@dataclass(frozen=True, slots=True)
class Range:
    """The numbers from `low` to `high`, both included."""

    low: Decimal
    high: Decimal
    words: str
    """How it is shown."""

    def __contains__(self, number: Decimal) -> bool:
        """Whether the number is accepted."""
        return self.low <= number <= self.high

    def is_near(self, number: Decimal) -> bool:
        """Whether the number is outside by at most as much as the range is wide; nothing is near a single number."""
        width = _EXACT.subtract(self.high, self.low)
        near_low, near_high = _EXACT.subtract(self.low, width), _EXACT.add(self.high, width)
        return number not in self and near_low <= number <= near_high

    @property
    def pattern(self) -> str:
        """The range as xAPI 1.0.3 spells it: one number, or two with [:] between them."""
        low, high = spelled(self.low), spelled(self.high)
        return low if self.low == self.high else f"{low}[:]{high}"


@dataclass(frozen=True, slots=True)
class NoRange:
    """What is no number, and what to write instead."""

    words: str
    advice: str = _FORMS


def read_range(text: Rich) -> Range | NoRange:
    """Return the numbers that an author's words accept, or what is wrong with them."""
    words = text.plain
    if "<" in text.html:  # markup: its signs are lost in the plain words, and 2*3*4 would be 234
        return NoRange(words)
    if "±" in words:
        return _around(*words.split("±", 1))
    if ".." in words:
        return _between(*words.split("..", 1))
    number = number_in_file(words)
    return NoRange(words) if number is None else Range(number, number, spelled(number))


def _around(middle: str, tolerance: str) -> Range | NoRange:
    number, width = number_in_file(middle), number_in_file(tolerance)
    if number is None:
        return NoRange(middle.strip())
    if width is None or width < 0:
        return NoRange(f"± {tolerance.strip()}", "Write ± 2, or another number that is not negative.")
    low, high = _EXACT.subtract(number, width), _EXACT.add(number, width)
    return Range(low, high, f"{spelled(number)} ± {spelled(width)}")


def _between(first: str, last: str) -> Range | NoRange:
    low, high = number_in_file(first), number_in_file(last)
    if low is None or high is None:
        return NoRange((first if low is None else last).strip())
    if low > high:
        return NoRange(
            f"{first.strip()}..{last.strip()}", f"Write the smaller number first: {last.strip()}..{first.strip()}."
        )
    return Range(low, high, f"{spelled(low)} – {spelled(high)}")
