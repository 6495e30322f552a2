"""Which questions a sitting of the final assessment asks, and in which order."""

from collections.abc import Iterator, Mapping

from emm.content.assessment import Assessment, Draw, Pool, PoolQuestion
from emm.errors import ContentError
from emm.world import Dice

TRIES = 200
"""So many plans by chance are looked at before one for fewer sittings is made."""

Drawn = tuple[PoolQuestion, ...]


def draw(assessment: Assessment, pool: Pool, seen: Mapping[str, int], dice: Dice) -> Drawn:
    """Return the questions of a sitting: the blueprint exactly, unseen questions first, and nothing that excludes.

    `seen` says how often the learner met each question. All sittings that the unseen questions are enough for are
    planned at once, by chance, and the first of them is taken: so they can always be held without repeats, and each
    question is as likely as any other of its objective and level to come in any of them. The order is that of the
    blueprint. Raises ContentError when the pool cannot serve it.
    """
    for rounds in range(_rounds(assessment, pool, seen), 0, -1):
        for _try in range(TRIES):
            plan = _plan(assessment, pool, seen, dice, rounds)
            if not any(_clashes(sitting) for sitting in plan):
                return plan[0]
    raise ContentError()


def _rounds(assessment: Assessment, pool: Pool, seen: Mapping[str, int]) -> int:
    """Return for how many sittings the unseen questions are enough, at least 1; 0 when the pool is too small."""
    if any(len(pool.of(part.objective, part.level)) < part.count for part in assessment.draw):
        return 0
    return max(1, min(_unseen(part, pool, seen) // part.count for part in assessment.draw))


def _unseen(part: Draw, pool: Pool, seen: Mapping[str, int]) -> int:
    return sum(not seen.get(one.question.id) for one in pool.of(part.objective, part.level))


def _plan(assessment: Assessment, pool: Pool, seen: Mapping[str, int], dice: Dice, rounds: int) -> list[Drawn]:
    """Return the questions of the next sittings, by chance."""
    queues = [(part.count, _queue(part, pool, seen, dice)) for part in assessment.draw]
    return [tuple(_taken(queues, place)) for place in range(rounds)]


def _queue(part: Draw, pool: Pool, seen: Mapping[str, int], dice: Dice) -> list[PoolQuestion]:
    """Return the questions of one objective and level, those that were seen least first."""
    queue = list(pool.of(part.objective, part.level))
    dice.shuffle(queue)
    return sorted(queue, key=lambda one: seen.get(one.question.id, 0))


def _taken(queues: list[tuple[int, list[PoolQuestion]]], place: int) -> Iterator[PoolQuestion]:
    for count, queue in queues:
        yield from queue[place * count : (place + 1) * count]


def _clashes(sitting: Drawn) -> bool:
    ids = {one.question.id for one in sitting}
    return any(one.excludes & ids for one in sitting)
