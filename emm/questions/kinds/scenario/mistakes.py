"""What can be wrong in the steps of a scenario.

Refused is every graph in which a path could go on without end, which is every loop, even one that can be left:
whoever comes back to a step has learned nothing new there. What is left are graphs whose every path ends, at the
latest after as many choices as there are steps.
"""

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from emm.errors import Problem
from emm.errors.codes import problem
from emm.questions.block import Block, Item, Step
from emm.questions.toolbox import amiss_in_boxes, amiss_in_settings, amiss_in_wording, none_right

ALLOWED = {"order": ("shuffle", "fixed"), "credit": ("partial", "all")}


def mistakes(block: Block) -> Iterator[Problem]:
    """Yield every mistake of the scenario, at its line."""
    yield from amiss_in_settings(block, ALLOWED)
    if not block.steps:
        advice = "Write #### Step: start, and below it options such as - [x] a) Do this [Next](#step-end)."
        yield _lost(block, block.line, "there is no step", advice)
        return
    if not block.steps[0].items:
        advice = "Give it options, each with a link to the step that follows."
        yield _lost(block, block.steps[0].line, f'the first step "{block.steps[0].name}" has no options', advice)
    named = _by_name(block)
    for step in block.steps:
        yield from _amiss_in_options(block, step) if step.items else _amiss_at_end(block, step)
        yield from _amiss_in_links(block, step, named)
    yield from _amiss_in_names(block)
    yield from _never_reached(block, named)
    for item, names in loops(named):
        steps = " → ".join([*names, names[0]])
        yield problem(block.path, item.line, "E113", id=block.id, steps=steps)


def loops(named: Mapping[str, Step]) -> Iterator[tuple[Item, list[str]]]:
    """Yield each choice that leads back to a step of its own path, with the steps that it leads through again.

    Every step is looked at once (depth first, with a list in place of calls, however long the paths are).
    """
    behind: set[str] = set()
    for start in named:
        trail = {start: iter(named[start].items)} if start not in behind else {}
        while trail:
            name = next(reversed(trail))
            item = next(trail[name], None)
            if item is None:
                behind.add(name)
                trail.pop(name)
            elif item.target in trail:
                names = list(trail)
                yield item, names[names.index(item.target) :]
            elif item.target in named and item.target not in behind:
                trail[item.target] = iter(named[item.target].items)


def _amiss_in_options(block: Block, step: Step) -> Iterator[Problem]:
    yield from none_right(block, step.items, step.line)
    yield from amiss_in_boxes(block, step.items)
    yield from amiss_in_wording(block, step.items)
    if step.outcome:
        advice = "Only a step without options ends the scenario."
        yield problem(block.path, step.outcome.line, "E015", what="**Outcome:**", advice=advice)


def _amiss_at_end(block: Block, step: Step) -> Iterator[Problem]:
    if not step.outcome and step is not block.steps[0]:
        yield problem(block.path, step.line, "E114", id=block.id, step=step.name)


def _amiss_in_links(block: Block, step: Step, named: Mapping[str, Step]) -> Iterator[Problem]:
    for item in step.items:
        if not item.target:
            fault = f'the option "{item.text.plain}" leads to no step'
            advice = f"End it with a link: [Next](#step-{block.steps[-1].name})."
            yield _lost(block, item.line, fault, advice)
        elif item.target not in named:
            near = get_close_matches(item.target, named, n=1)
            advice = f'Did you mean "#step-{near[0]}"?' if near else f"There are these steps: {', '.join(named)}."
            yield _lost(block, item.line, f'the link to "#step-{item.target}" leads nowhere', advice)


def _amiss_in_names(block: Block) -> Iterator[Problem]:
    seen: set[str] = set()
    for step in block.steps:
        if step.name in seen:
            yield _lost(block, step.line, f'a second step is called "{step.name}"', "Give it a name of its own.")
        seen.add(step.name)


def _never_reached(block: Block, named: Mapping[str, Step]) -> Iterator[Problem]:
    reached = {block.steps[0].name}
    ahead = [block.steps[0]]
    while ahead:
        for item in ahead.pop().items:
            if item.target in named and item.target not in reached:
                reached.add(item.target)
                ahead.append(named[item.target])
    for name, step in named.items():
        if name not in reached:
            advice = f"Let an option lead to it, with [Next](#step-{name}), or remove it."
            yield _lost(block, step.line, f'the step "{name}" is never reached', advice)


def _by_name(block: Block) -> dict[str, Step]:
    """Return the steps by their names; of two with one name, the first."""
    named: dict[str, Step] = {}
    for step in block.steps:
        named.setdefault(step.name, step)
    return named


def _lost(block: Block, line: int, fault: str, advice: str) -> Problem:
    return problem(block.path, line, "E112", id=block.id, fault=fault, advice=advice)
