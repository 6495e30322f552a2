"""Folding: which spellings are the same, which stay apart, and that nothing else is lost."""

import unicodedata
from string import ascii_letters, digits
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.questions.folding import fold_letters, fold_signs, folded, runs, words

ANY_TEXT = st.text(st.characters(exclude_categories=()))

SAME = {
    "case": ("Global Compact", "GLOBAL COMPACT"),
    "full case": ("Straße", "STRASSE"),
    "accents": ("État d’origine", "Etat d'origine"),
    "accents as marks": ("e\N{COMBINING ACUTE ACCENT}tat", "état"),
    "two accents on one letter": ("Việt Nam", "Viet Nam"),
    "tilde": ("migración año", "migracion ano"),
    "joined letters": ("main-d’œuvre", "main d'oeuvre"),
    "letters with a stroke": ("Łódź, Tromsø", "Lodz, Tromso"),
    "letters without a dot": ("Diyarbakır", "diyarbakir"),
    "ligatures": ("\N{LATIN SMALL LIGATURE FI}nance", "finance"),
    "wide letters": ("ＩＯＭ", "IOM"),
    "spaces at the ends": ("  compact ", "compact"),
    "several spaces": ("global \t  compact", "global compact"),
    "spaces of other sorts": ("global\N{NO-BREAK SPACE}\N{THIN SPACE}compact\n", "global compact"),
    "hyphens": ("whole-of-society", "whole of society"),
    "dashes of other sorts": ("1951–1967 — 2018−2026", "1951-1967 - 2018-2026"),
    "a hyphen that holds": ("non\N{NON-BREAKING HYPHEN}binding", "non-binding"),
    "a hyphen that nobody sees": ("mi\N{SOFT HYPHEN}grant", "migrant"),
    "quotes": ('the "Compact"', "the “Compact”"),
    "no quotes": ("« la migration »", "la migration"),
    "low quotes": ("„Pakt‟ ‚so‘", "Pakt so"),
    "apostrophes": ("don't", "don’t"),
    "an accent for an apostrophe": ("l´État", "l'État"),
    "no apostrophe": ("peoples’", "peoples"),
    "final full stop": ("It is voluntary.", "It is voluntary"),
    "final full stop in quotes": ("“It is voluntary.”", "It is voluntary"),
    "full stop of another script": ("رضاکار۔", "رضاکار"),
    "Arabic digits": ("٢٠١٨", "2018"),
    "Persian digits": ("۲۰۱۸", "2018"),
    "Devanagari digits": ("२०१८", "2018"),
    "digits in a word": ("G٧٧", "g77"),
    "short vowels": ("مُهاجِرٌ", "مهاجر"),
    "doubled letter": ("الدَّوْلَة", "الدولة"),
    "superscript alef": ("هٰذا", "هذا"),
    "tatweel": ("هـجـــرة", "هجرة"),
    "alef with hamza above": ("أمم", "امم"),
    "alef with hamza below": ("إقليم", "اقليم"),
    "alef with madda": ("آسيا", "اسيا"),
    "alef wasla": ("ٱلهجرة", "الهجرة"),
    "hamza on waw": ("مسؤول", "مسوول"),
    "ta marbuta": ("هجرة", "هجره"),
    "alef maqsura": ("مستوى", "مستوي"),
    "Persian yeh and kaf": ("کشوری", "كشوري"),
    "letters by their place": ("\N{ARABIC LETTER MEEM INITIAL FORM}\N{ARABIC LETTER NOON FINAL FORM}", "من"),
    "joiners": ("می\N{ZERO WIDTH NON-JOINER}خواهم", "میخواهم"),
    "direction marks": ("\N{RIGHT-TO-LEFT MARK}IOM\N{LEFT-TO-RIGHT MARK}", "IOM"),
    "Hebrew points": ("שָׁלוֹם", "שלום"),
    "Greek accents": ("Έθνος", "εθνοσ"),
}

APART = {
    "letters": ("emigrant", "immigrant"),
    "words": ("co operation", "cooperation"),
    "order": ("global compact", "compact global"),
    "a full stop inside": ("EMM 2.0", "EMM 20"),
    "a comma": ("3,5", "35"),
    "a slash": ("and/or", "and or"),
    "a question": ("is it?", "is it"),
    "signs of value": ("5 %", "5"),
    "hamza of its own": ("ماء", "ما"),
    "Arabic letters alike": ("حق", "خق"),
    "vowels of Hindi": ("की", "कि"),
    "vowels of Thai": ("กุ", "กู"),
    "voiced kana": ("が", "か"),
}


@pytest.mark.parametrize(("one", "other"), SAME.values(), ids=SAME)
def test_these_are_the_same(one: str, other: str):
    assert folded(one) == folded(other)
    assert folded(one)


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART)
def test_these_stay_apart(one: str, other: str):
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("text", "letters", "signs"),
    [
        ("  L’État—«fédéral».  ", "  l’etat—«federal».  ", "LÉtat fédéral"),
        ("The Compact.", "the compact.", "The Compact"),
        ("٢٠١٨ - ٢٠٢٦.", "2018 - 2026.", "٢٠١٨ ٢٠٢٦"),
    ],
)
def test_each_step_does_its_part_only(text: str, letters: str, signs: str):
    assert fold_letters(text) == letters
    assert fold_signs(text) == signs


@pytest.mark.parametrize("nothing", ["", " ", ".", "…", "- —", "''", "\N{ARABIC FATHA}", "\N{ZERO WIDTH SPACE}"])
def test_nothing_folds_to_nothing(nothing: str):
    assert folded(nothing) == ""
    assert words(nothing) == ()


@given(ANY_TEXT)
def test_folding_again_changes_nothing(text: str):
    once = folded(text)
    assert folded(once) == once


@given(ANY_TEXT, st.sampled_from(["NFC", "NFD"]))
def test_how_a_text_is_encoded_never_matters(text: str, form: Literal["NFC", "NFD"]):
    assert folded(unicodedata.normalize(form, text)) == folded(text)


@given(st.text(ascii_letters + digits + " -'"))
def test_case_never_matters(text: str):
    assert folded(text.upper()) == folded(text.lower())


@given(ANY_TEXT)
def test_folded_text_is_tidy(text: str):
    found = folded(text)
    assert found == " ".join(found.split())
    assert not found.endswith(".")
    assert not any(unicodedata.category(sign) in {"Pd", "Pi", "Pf", "Cf"} for sign in found)
    assert all(sign in "0123456789" for sign in found if sign.isdecimal())


@given(ANY_TEXT)
def test_runs_are_the_text(text: str):
    assert "".join(run for run, _is_word in runs(text)) == text


def test_words_are_what_stands_between_spaces_and_signs():
    assert words("L’État, «whole-of-society» (2018)!") == ("l", "etat", "whole", "of", "society", "2018")
    assert words("الهِجْرَة والتنمية، ٢٠١٨") == ("الهجره", "والتنميه", "2018")
    assert words("snake_case") == ("snake", "case")
