"""What kinds of question share: reading a task list into options, every mistake of it at its line."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import ascii_lowercase
from typing import Literal

from emm.errors import ContentError, Problem
from emm.errors.codes import problem
from emm.questions.block import Block, Item, Rich, Row
from emm.world import Arrangement

SHARES: Mapping[str, float] = {"x": 1.0, "~": 0.5, " ": 0.0}
"""How right an option is, by the mark in its check box."""

TRUE_FALSE: Mapping[str, str] = {"true": "false", "vrai": "faux", "verdadero": "falso", "صحيح": "خطأ"}
"""The word for true with the word for false, in each language that a course may be written in."""

Order = Literal["shuffle", "fixed"]


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a question, under its permanent letter."""

    letter: str
    text: Rich
    share: float
    """1 for right, 0.5 for partly right, 0 for not right."""
    feedback: Rich | None


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of a question in the author's order."""

    options: tuple[Option, ...]
    shuffled: bool
    """Whether each learner meets the options in another order."""
    partial: bool
    """Whether an answer can be worth something between nothing and all."""

    @property
    def letters(self) -> frozenset[str]:
        """The letters that an answer may consist of."""
        return frozenset(option.letter for option in self.options)

    @property
    def right(self) -> tuple[Option, ...]:
        """The options that make up the answer key."""
        return tuple(option for option in self.options if option.share == 1)

    def chosen(self, response: str) -> tuple[Option, ...]:
        """Return the options of a response; letters that no longer exist are passed over."""
        return tuple(option for option in self.options if option.letter in letters_of(response))

    def arranged(self, arrangement: Arrangement) -> tuple[Option, ...]:
        """Return the options in the order in which this learner meets them."""
        return arrangement.of(self.options) if self.shuffled else self.options


def letters_of(response: str) -> tuple[str, ...]:
    """Return the letters of a response such as "a,c"; none for an empty one."""
    return tuple(letter for letter in response.split(",") if letter)


def shape(block: Block) -> Literal["true-false", "one", "several", ""]:
    """Return what the check boxes make of a block, "" when it is no task list.

    A list without any right answer counts as "one", so that a kind gets it and can say so.
    """
    marks = [item.mark for item in block.items]
    if "=" in marks or not any(mark in SHARES for mark in marks):
        return ""
    if says_true_or_false(block):
        return "true-false"
    return "several" if marks.count("x") > 1 else "one"


def says_true_or_false(block: Block) -> bool:
    """Whether the only answers are the words True and False, in either order, in one language."""
    words = [word(item.text) for item in block.items]
    return len(words) == 2 and any({*words} == {*pair} for pair in TRUE_FALSE.items())


def word(text: Rich) -> str:
    """Return the plain words of a short text, without case and full stop."""
    return text.plain.strip().rstrip(".").casefold()


def read_choices(block: Block, *faults: Problem, order: Order = "shuffle") -> Choices:
    """Return the options of a task list; `order` holds where the author says nothing.

    Raises ContentError with every mistake of the list, and with those that the kind has found itself.
    """
    allowed = {"order": ("shuffle", "fixed"), "credit": ("partial", "all")}
    found = {*faults, *too_few(block), *none_right(block, block.items, block.line), *amiss_in_boxes(block, block.items)}
    found.update((*amiss_in_wording(block, block.items), *amiss_in_settings(block, allowed)))
    if found:
        raise ContentError(*sorted(found))
    partial = block.settings.get("credit") != "all"
    options = tuple(_option(item, partial) for item in block.items)
    return Choices(options, block.settings.get("order", order) == "shuffle", partial)


def amiss_in_settings(block: Block, allowed: Mapping[str, tuple[str, ...]]) -> Iterator[Problem]:
    """Yield a problem for each setting whose value is none of those allowed."""
    for name, values in allowed.items():
        value = block.settings.get(name, values[0])
        if value not in values:
            advice = f"Use {' or '.join(values)}."
            yield problem(block.path, block.settings_line, "E102", setting=f"{name}: {value}", advice=advice)


def amiss_in_letters(block: Block, parts: Iterable[Item | Row]) -> Iterator[Problem]:
    """Yield a problem for each item or row whose letter is missing or used before."""
    parts = tuple(parts)
    used = {part.letter for part in parts}
    free = free_letters(used)
    seen: set[str] = set()
    for part in parts:
        if not part.letter:
            words = part.left.plain if isinstance(part, Row) else part.text.plain
            yield problem(block.path, part.line, "E118", id=block.id, letter=next(free, "?"), option=words)
        elif part.letter in seen:
            yield problem(block.path, part.line, "E103", id=block.id, letter=part.letter)
        seen.add(part.letter)


def free_letters(used: Collection[str]) -> Iterator[str]:
    """Yield letters for new options: first those behind all in use, because one between may have had an owner."""
    last = max(used, default="")
    yield from (letter for letter in ascii_lowercase if letter > last)
    yield from (letter for letter in ascii_lowercase if letter < last and letter not in used)


def amiss_in_boxes(block: Block, items: Iterable[Item]) -> Iterator[Problem]:
    """Yield a problem for each option that does not say how right it is."""
    for item in items:
        if item.mark not in SHARES:
            written = f"- [ ] {item.letter or 'a'}) {item.text.plain}"
            yield unclear(block, item.line, "this option has no check box", f"Write {written}")


def amiss_in_wording(block: Block, items: Sequence[Item]) -> Iterator[Problem]:
    """Yield a problem for each option that has no letter or no words, or more than one sentence can hold."""
    yield from amiss_in_letters(block, items)
    for item in items:
        if item.items:
            yield unclear(block, item.line, "this option has a list inside", "Write it as one sentence.")
        if not item.text.html:
            what = f'The text of an option in question "{block.id}"'
            yield problem(block.path, item.line, "E014", what=what, advice="Write it behind the letter.")


def too_few(block: Block) -> Iterator[Problem]:
    """Yield a problem when there is nothing to choose from."""
    if len(block.items) < 2:
        yield problem(block.path, block.line, "E106", n=len(block.items), id=block.id)


def none_right(block: Block, items: Sequence[Item], line: int) -> Iterator[Problem]:
    """Yield a problem, at this line, when there are options and none of them is right."""
    if items and all(item.mark != "x" for item in items):
        option = f"{items[0].letter or 'a'}) {items[0].text.plain}"
        yield problem(block.path, line, "E104", id=block.id, option=option)


def more_than_one_right(block: Block) -> Iterator[Problem]:
    """Yield a problem when several options are marked right where only one can be."""
    right = [item for item in block.items if item.mark == "x"]
    if len(right) > 1:
        reason = f"{len(right)} options are marked [x], and only one can be"
        advice = "Keep [x] for the best one; [~] is for one that is partly right."
        yield unclear(block, right[1].line, reason, advice)


def unclear(block: Block, line: int, reason: str, advice: str) -> Problem:
    """Return the problem that an answer does not fit the kind of the question."""
    return problem(block.path, line, "E110", id=block.id, reason=reason, advice=advice)


def _option(item: Item, partial: bool) -> Option:
    share = SHARES[item.mark]
    return Option(item.letter, item.text, share if partial else float(share == 1), item.feedback)
