"""When a typed text is the same as an accepted one: `folding` decides, and a leading article does not count.

There is no likeness by degrees: a text that is not the same is another one, and authors list the spellings that they
accept. The tables of articles are those of each language's grammar. They only ever grow for languages that have none
yet, so that an answer that was right stays right.
"""

import re

from emm.questions.folding import fold_letters, fold_signs

ARTICLES = {
    "en": frozenset({"the", "a", "an"}),
    "fr": frozenset({"le", "la", "les", "l", "un", "une", "des"}),
    "es": frozenset({"el", "la", "los", "las", "lo", "un", "una", "unos", "unas"}),
}
"""Words, folded. Each language drops its own: "un" is an article in French, and in English the United Nations."""

_APOSTROPHES = "'`\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}\N{PRIME}"
_ELIDED = re.compile(rf"^(\W*l)[{_APOSTROPHES}](?=\w)")
"""The French article that stands before a vowel, with its apostrophe."""
_AL = "\N{ARABIC LETTER ALEF}\N{ARABIC LETTER LAM}"
_SHORTEST_NOUN = 2
"""Letters that must be left when the Arabic article is taken off the word that it is written with."""


def comparable(text: str, language: str) -> str:
    """Return what two texts have in common when they are the same answer in a language; "" for signs alone.

    Comparing again changes nothing: whatever could be an article is taken off until none is left.
    """
    letters = fold_letters(text)
    if language == "fr":
        letters = _ELIDED.sub(r"\1 ", letters)
    words = fold_signs(letters).split(" ")
    while len(words) > 1 and words[0] in ARTICLES.get(language, ()):
        words.pop(0)
    if language == "ar":
        words[0] = _without_al(words[0])
    return " ".join(words)


def _without_al(word: str) -> str:
    while word.startswith(_AL) and len(word) >= len(_AL) + _SHORTEST_NOUN:
        word = word.removeprefix(_AL)
    return word
