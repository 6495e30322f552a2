"""Finds the kinds of question by looking into their folders, and the kind of a block; nobody lists them."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from inspect import getfile
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from emm.errors import ContentError, NotFound, Problem
from emm.errors.codes import problem
from emm.questions.block import Block, Piece
from emm.questions.contract import Kind

FOLDER = Path(__file__).parent
"""Where the templates of questions are: each kind's own, and those in `fields/` that kinds may include."""


@cache
def kinds() -> tuple[Kind[Any], ...]:
    """Return every kind of question, sorted by name."""
    return discover("emm.questions.kinds")


def discover(package: str) -> tuple[Kind[Any], ...]:
    """Return the `KIND` of each folder in `package`, sorted by name; a name that is used twice is refused."""
    folders = [module.name for module in iter_modules(import_module(package).__path__) if module.ispkg]
    found: dict[str, Kind[Any]] = {}
    for name in folders:
        kind: Kind[Any] = import_module(f"{package}.{name}").KIND
        if kind.name in found:
            raise ValueError(f"{folder(found[kind.name])} and {folder(kind)} are both called {kind.name}")
        found[kind.name] = kind
    return tuple(found[name] for name in sorted(found))


def keywords() -> frozenset[str]:
    """Return the block words that open a question of some kind."""
    return frozenset(kind.keyword for kind in kinds())


def kind_named(name: str) -> Kind[Any]:
    """Return the kind that authors call `name`; raise NotFound when there is none."""
    for kind in kinds():
        if kind.name == name:
            return kind
    raise NotFound(f"kind of question {name}")


def folder(kind: Kind[Any]) -> Path:
    """Return where the kind's class, `question.html` and `examples.md` stand."""
    return Path(getfile(type(kind))).parent


def template(kind: Kind[Any]) -> str:
    """Return the name of the kind's template for a loader that begins at `FOLDER`."""
    place = type(kind).__module__.removeprefix(f"{__package__}.")
    return f"{place.replace('.', '/')}/question.html"


def kind_of(block: Block) -> Kind[Any]:
    """Return the kind that the setting `kind` names, or else the shape of the answers.

    Raises ContentError with a way out when neither speaks for exactly one kind.
    """
    possible = [kind for kind in kinds() if kind.keyword == block.keyword]
    named = block.settings.get("kind")
    if named is None:
        fitting = [kind for kind in possible if kind.claims(block)]
    else:
        fitting = [kind for kind in possible if kind.name == named]
    if len(fitting) == 1:
        return fitting[0]
    amiss = _unclear(block, fitting, possible) if named is None else _unknown(block, named, possible)
    raise ContentError(amiss)


def parse(kind: Kind[Any], block: Block) -> Any:
    """Return what the kind makes of the block.

    Raises ContentError with every mistake that the kind finds, and with each piece that it does not understand.
    """
    found = set(_foreign(kind, block))
    try:
        spec = kind.parse(block)
    except ContentError as error:
        found.update(error.problems)
    if found:
        raise ContentError(*sorted(found))
    return spec


def _foreign(kind: Kind[Any], block: Block) -> Iterator[Problem]:
    """Yield a problem for each piece of the block that would be lost without a word."""
    advice = f"A question of the kind {kind.name} cannot have it. Remove it, or choose another kind."
    for piece, (what, line) in _pieces(block).items():
        if piece not in kind.uses:
            yield problem(block.path, line, "E015", what=what, advice=advice)


def _pieces(block: Block) -> Mapping[Piece, tuple[str, int]]:
    """Return the pieces that the block has, each with what it is called and where it begins.

    Gaps are none of them: where a kind does not fill them, they are part of the text.
    """
    pieces: dict[Piece, tuple[str, int]] = {}
    if block.items:
        pieces["items"] = ("A list of answers", block.items[0].line)
    if block.rows:
        pieces["rows"] = ("A table of answers", block.rows[0].line)
    if block.steps:
        pieces["steps"] = ("A step", block.steps[0].line)
    if block.example:
        pieces["example"] = ("**Example answer:**", block.example.line)
    return pieces


def _unknown(block: Block, named: str, possible: Sequence[Kind[Any]]) -> Problem:
    advice = f"Use one of these: {_names(possible)}."
    return problem(block.path, block.settings_line, "E102", setting=f"kind: {named}", advice=advice)


def _unclear(block: Block, fitting: Sequence[Kind[Any]], possible: Sequence[Kind[Any]]) -> Problem:
    names = _names(fitting or possible)
    if fitting:
        reason = f"it can be read as {names}"
        advice = "Say which with kind: in the settings line."
    elif block.items:
        reason = "the answers are not a list with check boxes"
        advice = f"Put [x] before the right answer and [ ] before the others, or say kind: {names}."
    else:
        reason = "there are no answers"
        advice = "List them, each on a line like - [ ] a) Answer, and mark the right one with [x]."
    return problem(block.path, block.line, "E110", id=block.id, reason=reason, advice=advice)


def _names(some: Sequence[Kind[Any]]) -> str:
    return ", ".join(kind.name for kind in some)
