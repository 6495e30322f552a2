"""Names on certificates: as their holders write them, in any script, without what would mislead those who read them."""

import re
from itertools import groupby
from unicodedata import category, normalize

from emm.errors import InvalidName
from emm.messages import message
from emm.questions.folding import words

LONGEST = 80
"""Signs."""
MOST_MARKS = 4
"""On one letter; no way of writing people's names needs more."""
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
"""Invisible signs that names in some scripts are not spelled right without."""
LINK = re.compile(r"://|\bwww\.|[@/\\]|\w{2,}\.(?:[a-z]{2,}|[A-Z]{2,})(?![\w.])")

EMPTY = message("Write the name that should stand on the certificate.")
TOO_LONG = message("A name here can have at most %(count)s characters. Leave out what is least needed.", count=LONGEST)
NO_LINKS = message("Only a name can stand here. Leave out addresses, links and slashes; put a space after a full stop.")
UNUSUAL = message("This name has signs that cannot be printed. Write it with letters, spaces, dots and dashes.")


def holder_name(typed: str) -> str:
    """Return the name as it is kept: composed (NFC), with single spaces, without signs that turn the direction.

    Raises InvalidName, with what to do, when it cannot stand on a certificate (assurance S57).
    """
    name = " ".join("".join(map(_seen, normalize("NFC", typed[: 100 * LONGEST]))).split())
    if not name.strip(JOINERS):
        raise InvalidName(EMPTY)
    if len(name) > LONGEST:
        raise InvalidName(TOO_LONG)
    if LINK.search(name):
        raise InvalidName(NO_LINKS)
    if not _is_printable(name):
        raise InvalidName(UNUSUAL)
    return name


def is_same(name: str, typed: str) -> bool:
    """Whether somebody who types this means the name: case, accents, letter forms, dots and dashes do not count."""
    return words(name) == words(typed[: 10 * LONGEST])


def _seen(sign: str) -> str:
    """Return the sign, a space for one that breaks the line, and nothing for one that nobody sees."""
    if sign.isspace():
        return " "
    return "" if category(sign) in ("Cc", "Cf") and sign not in JOINERS else sign


def _is_printable(name: str) -> bool:
    sorts = [category(sign)[0] for sign in name]
    runs = (len(list(run)) for is_mark, run in groupby(sorts, "M".__eq__) if is_mark)
    odd = any(category(sign) in ("Cn", "Co", "Cs") for sign in name)
    return "L" in sorts and sorts[0] != "M" and not odd and max(runs, default=0) <= MOST_MARKS
