"""A translation says the same as its source: nothing is missing, changed or still in the other language."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from babel import Locale

from emm.content.beside import Beside
from emm.content.blocks import RawBlock
from emm.content.markdown import Document
from emm.content.places import below_language
from emm.content.problems import Problems
from emm.content.settings import written
from emm.content.units import pieces_of
from emm.questions.block import Block, Item


@dataclass(frozen=True, slots=True)
class Answers:
    """What a question and its translation have in common."""

    letters: tuple[str, ...]
    """Of all that has one; of blanks, their numbers."""
    right: str
    """What is right, as authors read it; "" where right answers are words."""
    meaning: str
    """Fingerprint of what counts as right."""


def english_name(language: str) -> str:
    """Return what a language is called in messages for authors."""
    return str(Locale("en").languages.get(language, language))


def answers_of(block: Block, correct: Iterable[str], meaning: str) -> Answers:
    """Return what must not be translated in a question; `correct` says what is right where nothing is marked."""
    items = dict(_lettered("", block.items))
    for step in block.steps:
        items |= _lettered(f"{step.name} ", step.items)
    letters = [*items, *(row.letter for row in block.rows if row.letter)]
    letters = letters or [str(number) for number in range(1, block.gaps + 1)]
    marked = {name: "~" if item.mark == "~" else "" for name, item in items.items() if item.mark in {"x", "~"}}
    right = ", ".join(f"{sign}{name}" for name, sign in sorted(marked.items()))
    return Answers(tuple(sorted(letters)), right or "; ".join(map(_readable, correct)), meaning)


def check_answers(own: Answers, source: Answers, block: Block, language: str, problems: Problems) -> None:
    """Note when a translation has other options or another right answer than its source in `language`."""
    if len(own.letters) != len(source.letters):
        told = f"{language} {len(source.letters)}, {block.language} {len(own.letters)}"
        problems.add(block.path, block.line, "E404", what="Number of options", answers=told)
    elif own.letters != source.letters:
        told = f"{language} {', '.join(source.letters)}; {block.language} {', '.join(own.letters)}"
        problems.add(block.path, block.line, "E404", what="One of the letters", answers=told)
    elif own != source:
        told = f"{language}: {source.right}, {block.language}: {own.right}"
        problems.add(block.path, block.line, "E402", source=english_name(language), id=block.id, answers=told)


def check_settings(
    own: Mapping[str, str], is_sound: bool, source: Mapping[str, str], block: Block, problems: Problems
) -> None:
    """Note settings of a translated question that are not those of its source; they may be left out, but the id."""
    if is_sound and own.items() <= source.items():
        return
    left = {key: value for key, value in source.items() if own.get(key) != value}
    problems.add(block.path, block.settings_line, "E403", original=written(left or source).strip("`"))


def check_units(file: Beside, path: str, problems: Problems, advice: Problems | None) -> None:
    """Note what is amiss in a translated file beside its source, and what could be better."""
    _check_questions(file, path, problems)
    if advice is None:
        return
    name = english_name(file.language)
    changed = [(key, "changed") for key in file.changed]
    changed += [(key, "is new") for key in file.missing if file.is_new(key) and key not in file.copied]
    for key, how in changed:
        what = file.source[key].name
        advice.add(path, file.line_for(key), "W410", what=what, how=how, source=name, path=path)
    if not file.is_matched:
        advice.add(path, 1, "W410", what="The list of sections", how="changed", source=name, path=path)
    for line in [1] if file.is_untouched else [file.own[key].line for key in file.copied]:
        advice.add(path, line, "W412", source=name)


def note_untranslated(what: str, path: str, source: str, advice: Problems | None) -> None:
    """Advise to translate a file that there is not yet; learners see the one at `path` in the source language."""
    if advice is not None:
        values = {"language": path.partition("/")[0], "file": below_language(path)}
        advice.add(path, 1, "W411", what=what, source=english_name(source), **values)


def check_twice(document: Document, problems: Problems) -> None:
    """Note questions of a translation that have the id of one before them."""
    lines: dict[str, int] = {}
    for piece in pieces_of(document):
        if isinstance(piece.run, RawBlock) and piece.key in lines:
            place = f"{document.path}:{lines[piece.key]}"
            problems.add(document.path, piece.run.settings_line, "E010", id=piece.key, place=place)
        elif isinstance(piece.run, RawBlock) and piece.key:
            lines[piece.key] = piece.run.settings_line


def _check_questions(file: Beside, path: str, problems: Problems) -> None:
    """Note questions that are not there, and questions with an id that is not in the source."""
    lost = [key for key in file.missing if file.source[key].is_question and key not in file.own]
    for unit in file.extra:
        if unit.is_question and lost:
            problems.add(path, unit.settings_line, "E403", original=f"id: {lost.pop(0)}")
        elif unit.is_question:
            advice = "Give it the id of the question that it translates."
            problems.add(path, unit.line, "E015", what=f'Question "{unit.key}"', advice=advice)
    for key in lost:
        if not file.is_new(key):
            problems.add(path, file.line_for(key), "E401", id=key, language=path.partition("/")[0])


def _lettered(prefix: str, items: Iterable[Item]) -> Iterator[tuple[str, Item]]:
    """Yield what has a letter, at any depth, with its name."""
    for item in items:
        if item.letter:
            yield f"{prefix}{item.letter}", item
        yield from _lettered(prefix, item.items)


def _readable(pattern: str) -> str:
    return pattern.replace("[,]", ", ").replace("[.]", "-")
