"""Reads numbers as people type them, exactly and in one way only; what could be two numbers is no number.

Which sign stands where follows from three sources:

* ISO 80000-1, on printing numbers: the decimal sign is a comma or a point; groups of three digits stand apart by a
  small space.
* CLDR, number symbols: people also group by point (es, de), comma (en), apostrophe (de-CH, fr-CH) and the Arabic
  thousands separator, in India by twos after the first three, and Arabic has a decimal sign of its own.
* Unicode, general category Nd: the digits of every script; category Pd, and the minus sign: dashes that stand for it.

So a sign that comes twice, or before another one, groups; the last one is the decimal sign. A single comma or point
before exactly three digits, as in 1,234, is thousands by CLDR and a fraction by ISO 80000: it is not read at all.
A zero before it decides, because no group begins with one: 0,125 is a fraction. There are no exponents and units.
"""

import re
from decimal import Decimal
from unicodedata import category, decimal

MAX_DIGITS = 30
"""How many digits a number may have."""

_SIGNS = {
    "\N{MINUS SIGN}": "-",
    "\N{FULLWIDTH PLUS SIGN}": "+",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{MODIFIER LETTER APOSTROPHE}": "'",
    "\N{FULLWIDTH APOSTROPHE}": "'",
    "\N{ARABIC THOUSANDS SEPARATOR}": "'",
    "\N{ARABIC COMMA}": ",",
    "\N{FULLWIDTH COMMA}": ",",
    "\N{FULLWIDTH FULL STOP}": ".",
}
_POINT = "[.,\N{ARABIC DECIMAL SEPARATOR}]"
_REST = rf"(?:(?!(?P=group)){_POINT}(?P<rest>[0-9]+))?"
_SIGNED = re.compile(r"(?P<sign>[-+]?) ?(?P<body>.*)")
_TWO_WAYS = re.compile(r"(?P<whole>[1-9][0-9]{0,2})(?P<point>[.,])(?P<rest>[0-9]{3})")
_BODIES = (
    re.compile(rf"(?P<whole>[0-9]*)(?:{_POINT}(?P<rest>[0-9]+))?"),
    re.compile(rf"(?P<whole>[1-9][0-9]{{0,2}}(?P<group>[ '.,])[0-9]{{3}}(?:(?P=group)[0-9]{{3}})*){_REST}"),
    re.compile(rf"(?P<whole>[1-9][0-9]?(?:(?P<group>,)[0-9]{{2}})+,[0-9]{{3}}){_REST}"),  # Indian groups
)
_IN_FILES = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


def number_in(text: str) -> Decimal | None:
    """Return the number that somebody typed; None for what is none, could be two, or has too many digits."""
    sign, body = _sign_and_body(text)
    if _TWO_WAYS.fullmatch(body) or len(digits_in(body)) > MAX_DIGITS:
        return None
    for pattern in _BODIES:
        found = pattern.fullmatch(body)
        if found and digits_in(body):
            return Decimal(f"{sign}{digits_in(found['whole']) or 0}.{found['rest'] or 0}")
    return None


def two_ways(text: str) -> tuple[str, str] | None:
    """Return how to write the two numbers that a text could be, thousands first; None when it is not such a text."""
    sign, body = _sign_and_body(text)
    found = _TWO_WAYS.fullmatch(body)
    return (f"{sign}{found['whole']}{found['rest']}", f"{sign}{body}0") if found else None


def number_in_file(text: str) -> Decimal | None:
    """Return the number that an author wrote, None for what is none.

    In files there is one way to write it: a point before the decimals, and nothing between thousands.
    """
    written = _plain(text)
    fits = _IN_FILES.fullmatch(written) and len(digits_in(written)) <= MAX_DIGITS
    return Decimal(written) if fits else None


def spelled(number: Decimal) -> str:
    """Return the number in plain digits with a point before the decimals, without zeros that say nothing."""
    digits = f"{number:f}" if number else "0"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def digits_in(text: str) -> str:
    """Return the digits of a text, in those of ASCII."""
    return "".join(str(decimal(sign)) for sign in text if sign.isdecimal())


def _sign_and_body(text: str) -> tuple[str, str]:
    found = _SIGNED.fullmatch(_plain(text))
    return (found["sign"], found["body"]) if found else ("", "")


def _plain(text: str) -> str:
    """Return the text in signs of ASCII as far as there are any; without direction marks and a full stop at the end."""
    return " ".join("".join(map(_sign, text)).split()).rstrip(". ")


def _sign(sign: str) -> str:
    if sign.isdecimal():
        return str(decimal(sign))
    sort = category(sign)
    if sort in {"Cf", "Pd"}:
        return "" if sort == "Cf" else "-"
    return _SIGNS.get(sign, sign)
