"""The kind `ordering`: each item gets its number."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from emm.errors import ContentError, InvalidAnswer, Problem
from emm.errors.codes import problem
from emm.messages import message
from emm.questions.aliases import aliases
from emm.questions.block import Block, Rich
from emm.questions.choosing import foreign_choice
from emm.questions.contract import Blank, Box, FormValues, Interaction, Kind, Line, Sheet, Verdict
from emm.questions.inputs import Choice, ChoiceField
from emm.questions.listing import SETTINGS, amiss_in_list
from emm.questions.toolbox import amiss_in_settings, letters_of
from emm.world import Arrangement


@dataclass(frozen=True, slots=True)
class Entry:
    """One of the things to be put in order."""

    letter: str
    key: str
    """The name of its field, without "answer-": says nothing about its place."""
    text: Rich
    feedback: Rich | None
    """For those who found its place."""

    @property
    def field(self) -> str:
        """The name under which its number is sent."""
        return f"answer-{self.key}"


@dataclass(frozen=True, slots=True)
class Ranking:
    """What is to be put in order."""

    entries: tuple[Entry, ...]
    """In the right order."""
    partial: bool
    """Whether some items in the right place are worth something."""

    @property
    def by_key(self) -> tuple[Entry, ...]:
        """The items in an order that tells nothing."""
        return tuple(sorted(self.entries, key=lambda entry: entry.key))

    def put(self, response: str) -> tuple[Entry, ...]:
        """Return the items in the order of a response; what no longer exists is passed over."""
        by_letter = {entry.letter: entry for entry in self.entries}
        letters = dict.fromkeys(letters_of(response))
        return tuple(by_letter[letter] for letter in letters if letter in by_letter)

    def rows(self, arrangement: Arrangement, values: FormValues) -> tuple[Entry, ...]:
        """Return the items as they were sent, so that no row moves under the reader's eyes, or else shuffled."""
        return _as_sent(arrangement.of(self.by_key), values)


class Ordering(Kind[Ranking]):
    """A numbered list in the right order; learners meet it shuffled, and number the lines.

    A response is the letters in the learner's order. Feedback on an item shows to those who found its place. Set `v`
    anew when the right order is another one.
    """

    name = "ordering"
    seconds = 45
    instruction = message("Put these in order. 1 is first.")
    script = "moving.js"

    def claims(self, block: Block) -> bool:
        return False

    def parse(self, block: Block) -> Ranking:
        found = set(_mistakes(block))
        if found:
            raise ContentError(*sorted(found))
        names = aliases({item.letter: item.text for item in block.items})
        entries = (Entry(item.letter, names[item.letter], item.text, item.feedback) for item in block.items)
        return Ranking(tuple(entries), block.settings.get("credit") != "all")

    def read(self, spec: Ranking, values: FormValues) -> str:
        rows = _as_sent(spec.by_key, values)
        numbers = [_number(entry, line, len(rows), values) for line, entry in enumerate(rows, 1)]
        put: dict[int, str] = {}
        for entry, number in zip(rows, numbers, strict=True):
            if number in put:
                raise InvalidAnswer(message("Give each item a different number."), entry.field)
            put[number] = entry.letter
        return ",".join(put[number] for number in sorted(put))

    def fill(self, spec: Ranking, response: str) -> FormValues:
        return FormValues.of((entry.field, str(number)) for number, entry in enumerate(spec.put(response), 1))

    def grade(self, spec: Ranking, response: str) -> Verdict:
        pairs = zip(spec.put(response), spec.entries, strict=False)
        right = [entry for entry, best in pairs if entry == best]
        score = len(right) / len(spec.entries)
        told = message("%(right)s of %(count)s are in the right place.", right=len(right), count=len(spec.entries))
        return Verdict(
            score=score if spec.partial else float(score == 1),
            feedback=tuple(entry.feedback for entry in right if entry.feedback),
            remarks=() if score == 1 else (told,),
        )

    def solution(self, spec: Ranking) -> tuple[Rich, ...]:
        return tuple(entry.text for entry in spec.entries)

    def view(self, spec: Ranking, arrangement: Arrangement, values: FormValues) -> Mapping[str, object]:
        rows = spec.rows(arrangement, values)
        return {"lines": tuple(_field(entry, len(rows), values.first(entry.field)) for entry in rows)}

    def sheet(self, spec: Ranking, arrangement: Arrangement) -> Sheet:
        entries = arrangement.of(spec.by_key)
        return Sheet((Blank(boxes=tuple(Box(entry.text) for entry in entries)),))

    def answered(self, spec: Ranking, arrangement: Arrangement, response: str, *, reveal: bool) -> tuple[Line, ...]:
        values = self.fill(spec, response)
        best = {entry: str(number) for number, entry in enumerate(spec.entries, 1)}
        rows = spec.rows(arrangement, values)
        return tuple(_told(entry, values.first(entry.field), best[entry] if reveal else "") for entry in rows)

    def interaction(self, spec: Ranking, response: str) -> Interaction:
        choices = tuple((entry.letter, entry.text.plain) for entry in spec.entries)
        return Interaction("sequencing", (_pattern(spec.entries),), _pattern(spec.put(response)), choices)


def _as_sent(entries: Iterable[Entry], values: FormValues) -> tuple[Entry, ...]:
    """Return the entries in the order of their fields, which is that of the page; what was not sent comes last."""
    places = {name: place for place, (name, _value) in enumerate(values.fields)}
    return tuple(sorted(entries, key=lambda entry: places.get(entry.field, len(values.fields))))


def _number(entry: Entry, line: int, most: int, values: FormValues) -> int:
    """Return the number that was chosen for an entry."""
    value = values.one(entry.field)
    if not value:
        raise InvalidAnswer(message("Choose a number for line %(number)s.", number=line), entry.field)
    if value not in _numbers(most):
        raise foreign_choice(entry.field)
    return int(value)


def _numbers(most: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, most + 1))


def _field(entry: Entry, most: int, value: str) -> ChoiceField:
    choices = tuple(Choice(number, number, number == value) for number in _numbers(most))
    return ChoiceField(entry.key, entry.text, choices)


def _told(entry: Entry, number: str, best: str) -> Line:
    """Return the line of an entry; `best` is its right number, "" while it may not be told."""
    given = Rich(number, number) if number else None
    if not best:
        return Line(entry.text, "given" if given else "", given)
    if number == best:
        return Line(entry.text, "given-right", given)
    return Line(entry.text, "given-not" if given else "", given, Rich(best, best))


def _pattern(entries: tuple[Entry, ...]) -> str:
    return "[,]".join(entry.letter for entry in entries)


def _mistakes(block: Block) -> Iterator[Problem]:
    yield from amiss_in_settings(block, SETTINGS)
    yield from amiss_in_list(block, block.items)
    if len(block.items) < 2:
        yield problem(block.path, block.line, "E106", n=len(block.items), id=block.id)


KIND: Kind[Ranking] = Ordering()
