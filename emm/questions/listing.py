"""What can be wrong in a list of things that are put somewhere: lines with a letter, and no check box."""

from collections.abc import Iterator, Mapping, Sequence

from emm.errors import Problem
from emm.errors.codes import problem
from emm.questions.aliases import MOST, same
from emm.questions.block import Block, Item
from emm.questions.toolbox import amiss_in_letters, unclear

SETTINGS: Mapping[str, tuple[str, ...]] = {"order": ("shuffle",), "credit": ("partial", "all")}
"""What the settings may say: in the author's order, everything would stand where it belongs."""


def amiss_in_list(block: Block, items: Sequence[Item]) -> Iterator[Problem]:
    """Yield every mistake of the lines, at its line."""
    yield from amiss_in_letters(block, items)
    yield from amiss_in_twins(block, items)
    if len(items) > MOST:
        yield problem(block.path, items[MOST].line, "E008", what="This list", limit=f"{MOST} lines")
    for item in items:
        if item.mark:
            written = f"{item.letter or 'a'}) {item.text.plain}"
            yield unclear(block, item.line, "this line has a check box or a sign", f"Write {written}")
        if item.items:
            yield unclear(block, item.line, "this line has a list inside", "Write it as one sentence.")
        if not item.text.html:
            what = f'The text of a line in question "{block.id}"'
            yield problem(block.path, item.line, "E014", what=what, advice="Write it behind the letter.")


def amiss_in_twins(block: Block, items: Sequence[Item]) -> Iterator[Problem]:
    """Yield a problem for each text that stands twice: nobody could tell the two apart."""
    seen: set[str] = set()
    for item in items:
        if item.text.html and same(item.text) in seen:
            advice = "Give each line words of its own."
            yield problem(block.path, item.line, "E015", what=f'A second line "{item.text.plain}"', advice=advice)
        seen.add(same(item.text))
