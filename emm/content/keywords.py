"""The words that open a question and its parts, in every language that authors may write."""

import difflib
import unicodedata
from collections.abc import Iterable, Mapping

from emm.questions import registry

BLOCK_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {"devinez": "guess", "scénario": "scenario", "réflexion": "reflect", "sondage": "poll"},
    "es": {
        "pregunta": "question", "adivina": "guess", "escenario": "scenario", "reflexión": "reflect", "sondeo": "poll",
    },
    "ar": {"سؤال": "question", "خمّن": "guess", "سيناريو": "scenario", "تأمّل": "reflect", "استطلاع": "poll"},
}  # fmt: skip
"""What opens a block in other languages, beside the English words."""

FIELD_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {"exemple de réponse": "example answer", "indice": "hint", "pourquoi": "why", "voir": "see"},
    "es": {"ejemplo de respuesta": "example answer", "pista": "hint", "por qué": "why", "ver": "see"},
    "ar": {"مثال على الإجابة": "example answer", "تلميح": "hint", "لماذا": "why", "انظر": "see"},
}
"""What follows the answers in other languages, beside the English words."""

STEP_WORDS: Mapping[str, Mapping[str, str]] = {
    "fr": {"étape": "step", "résultat": "outcome"},
    "es": {"paso": "step", "resultado": "outcome"},
    "ar": {"خطوة": "step", "النتيجة": "outcome"},
}
"""What opens a step of a scenario and what ends the last one, in other languages, beside the English words."""

FIELDS = ("example answer", "hint", "why", "see")
"""What may follow the answers of a question, in this order."""


def block_word(word: str, language: str) -> str:
    """Return the English block word for `word` in a file of `language`, "" when it is none."""
    return _english(word, BLOCK_WORDS.get(language, {}), registry.keywords())


def field_word(word: str, language: str) -> str:
    """Return the English word for the field `word` in a file of `language`, "" when it is none."""
    return _english(word, FIELD_WORDS.get(language, {}), FIELDS)


def step_word(word: str, language: str) -> str:
    """Return "step" or "outcome" for `word` in a file of `language`, "" when it is neither."""
    return _english(word, STEP_WORDS.get(language, {}), ("step", "outcome"))


def block_words(language: str) -> tuple[str, ...]:
    """Return every word that opens a block in a file of `language`, as authors write it."""
    known = registry.keywords()
    foreign = [word for word, meaning in BLOCK_WORDS.get(language, {}).items() if meaning in known]
    return tuple(word.capitalize() for word in [*sorted(known, reverse=True), *foreign])


def is_nearly_block_word(word: str, language: str) -> bool:
    """Return whether `word` looks like a mistyped block word."""
    known = [known.lower() for known in block_words(language)]
    return bool(difflib.get_close_matches(word.lower(), known, n=1, cutoff=0.75))


def _english(word: str, foreign: Mapping[str, str], known: Iterable[str]) -> str:
    word = unicodedata.normalize("NFC", word.lower())
    meaning = foreign.get(word, word)
    return meaning if meaning in known else ""
