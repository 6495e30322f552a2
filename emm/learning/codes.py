"""Codes that people write down, read out and type: no look-alikes, three groups, forgiving when they are read."""

from unicodedata import category, normalize

from emm.world import Dice

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Digits and letters without 0 and O, 1, I and L, U: thirty, so that a code has about 58 bits."""
LENGTH, GROUP = 12, 4


def new_code(dice: Dice) -> str:
    """Return a code that nobody can foresee, as far as that is true of the dice."""
    return "".join(dice.choice(SIGNS) for _ in range(LENGTH))


def code_of(number: int) -> str:
    """Return the code of a number; there are 30 to the power of 12, then they begin anew."""
    signs = []
    for _place in range(LENGTH):
        number, rest = divmod(number, len(SIGNS))
        signs.append(SIGNS[rest])
    return "".join(signs)


def written(code: str) -> str:
    """Return the code as people see it: K7MF-2QXD-9TRB."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(typed: str) -> str | None:
    """Return the code that was typed, None when it cannot be one.

    Case, spaces, dashes of every sort and wide letters do not count.
    """
    signs = "".join(sign for sign in normalize("NFKC", typed[:100]).upper() if not _is_between(sign))
    return signs if len(signs) == LENGTH and set(signs) <= set(SIGNS) else None


def _is_between(sign: str) -> bool:
    return sign.isspace() or category(sign) in ("Pd", "Cf") or sign in "\N{MINUS SIGN}._"
