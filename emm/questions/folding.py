"""Reduces text to what counts when people type: two spellings of the same words fold to the same text.

Pure functions, for typed answers and for the search. They fold in two steps, so that a caller can put a rule of its
own between them, such as leaving out a leading article:

    fold_letters   case, accents, letter forms, digits
    fold_signs     spaces, dashes, quotes, the full stop at the end
    folded         both

Folding again changes nothing. Two different words can fold to the same text ("é" is "e"): folded text is for comparing
and never for showing.
"""

from itertools import groupby
from unicodedata import category, combining, decimal, normalize

HEBREW_POINTS, SYRIAC_POINTS, ACCENTS = 10, 36, 200
"""Canonical combining classes (Unicode Standard, section 4.3): 10 to 36 are the points and short vowels of Hebrew,
Arabic and Syriac, from 200 on accents and other marks above and below. The classes between and below hold signs that
a word is not the same without, such as the vowels of Thai."""

_LETTERS = {
    # Letters that Unicode does not take apart, and that people type without their stroke, dot or ligature.
    "œ": "oe",
    "æ": "ae",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "ħ": "h",
    "\N{LATIN SMALL LETTER DOTLESS I}": "i",
    # Arabic. Alef with hamza or madda is taken apart by Unicode; the others are here.
    "\N{ARABIC LETTER ALEF WASLA}": "\N{ARABIC LETTER ALEF}",
    "\N{ARABIC LETTER TEH MARBUTA}": "\N{ARABIC LETTER HEH}",
    "\N{ARABIC LETTER ALEF MAKSURA}": "\N{ARABIC LETTER YEH}",
    "\N{ARABIC LETTER FARSI YEH}": "\N{ARABIC LETTER YEH}",  # as Persian and Urdu keyboards write it
    "\N{ARABIC LETTER KEHEH}": "\N{ARABIC LETTER KAF}",
    "\N{ARABIC TATWEEL}": "",  # only draws a word out
}
_MORE_DASHES = frozenset("\N{MINUS SIGN}\N{HYPHEN BULLET}")
_MORE_QUOTES = frozenset(
    "'\"`\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}\N{DOUBLE PRIME}"
    "\N{SINGLE LOW-9 QUOTATION MARK}\N{DOUBLE LOW-9 QUOTATION MARK}"
)
_ACUTE = {ord("\N{ACUTE ACCENT}"): "'"}
"""An accent key pressed for an apostrophe, before decomposition makes it an accent on a space."""
_FULL_STOPS = ".\N{ARABIC FULL STOP}\N{IDEOGRAPHIC FULL STOP}"


def folded(text: str) -> str:
    """Return the text without all that does not count: `fold_letters`, then `fold_signs`."""
    return fold_signs(fold_letters(text))


def fold_letters(text: str) -> str:
    """Return the text with its letters and digits in one form; spaces and punctuation stay.

    Case: full case folding (Unicode Standard, section 3.13), so "ß" is "ss".
    Accents: dropped after compatibility decomposition (NFKD), which also makes one form of ligatures, wide letters and
    Arabic letters by their place in the word.
    Arabic: short vowels and other marks dropped, with them hamza and madda on a letter; the rest as in `_LETTERS`.
    Digits: those of any script (decimal digits, category Nd) become 0 to 9.
    Signs that nobody sees (category Cf: joiners, direction marks, soft hyphens) are dropped.
    """
    if text.isascii():
        return text.lower()  # all that the rules do to plain letters
    spelled = normalize("NFKD", normalize("NFKD", normalize("NFC", text).translate(_ACUTE)).casefold())
    return normalize("NFC", "".join(map(_letter, spelled)))


def fold_signs(text: str) -> str:
    """Return the text with its signs in one form; its letters stay.

    Dashes of every sort (category Pd, and minus) become spaces, so "whole-of-society" is "whole of society".
    Quotes and apostrophes of every sort are dropped.
    White space of every sort becomes one space, none at the ends; a full stop at the end is dropped.
    """
    return " ".join("".join(map(_sign, text)).split()).rstrip(_FULL_STOPS + " ")


def words(text: str) -> tuple[str, ...]:
    """Return the folded words of a text: runs of letters, digits and their marks, without what stands between."""
    return tuple(filter(None, (fold_letters(run) for run, is_word in runs(text) if is_word)))


def runs(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the text cut where words begin and end, each piece with whether it is a word."""
    return tuple(("".join(signs), is_word) for is_word, signs in groupby(text, _belongs_to_word))


def _letter(sign: str) -> str:
    if _is_mark(sign) or category(sign) == "Cf":
        return ""
    if sign.isdecimal():
        return str(decimal(sign))
    return _LETTERS.get(sign, sign)


def _is_mark(sign: str) -> bool:
    mark = combining(sign)
    return HEBREW_POINTS <= mark <= SYRIAC_POINTS or mark >= ACCENTS


def _sign(sign: str) -> str:
    sort = category(sign)
    if sort == "Pd" or sign in _MORE_DASHES:
        return " "
    return "" if sort in {"Pi", "Pf"} or sign in _MORE_QUOTES else sign


def _belongs_to_word(sign: str) -> bool:
    return sign.isalnum() or category(sign) in {"Mn", "Mc", "Me", "Cf"}
