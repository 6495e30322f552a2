"""The promises about the answer key: nothing that reaches the page before a card is closed tells it."""

from collections import Counter
from typing import Any

from emm.questions.contract import FormValues, Kind, Line
from emm.world import SEEDS
from tests.questions import filling, pages
from tests.questions.keys import other_keys, other_ways
from tests.questions.promising import ARRANGEMENTS, NOTHING, ONE, good, promise, refusal


@promise
def keeps_its_secrets(kind: Kind[Any]) -> None:
    """What would tell the answer stands neither on the page nor in the lines before the reveal."""
    for example, _block, spec in good(kind):
        page = "".join(pages.render(kind, spec, arrangement, NOTHING) for arrangement in ARRANGEMENTS[:SEEDS])
        for secret in example.secrets:
            assert secret in example.source
            assert secret not in page
            for values, _score in example.scored:
                if secret not in str(values):  # what was typed comes back, right or not
                    assert secret not in str(kind.answered(spec, ONE, kind.read(spec, values), reveal=False))


@promise
def leaves_no_trace_of_the_key(kind: Kind[Any]) -> None:
    """With another key the page is the same to the byte, and so are the same form when it is closed, and a refusal."""
    for example, block, spec in good(kind):
        for other in other_ways(block):
            assert pages.render(kind, kind.parse(other), ONE, NOTHING) == pages.render(kind, spec, ONE, NOTHING)
        for other in other_keys(block) if kind.solution(spec) else ():
            moved = kind.parse(other)
            for arrangement in ARRANGEMENTS[: 2 * SEEDS]:
                assert pages.render(kind, moved, arrangement, NOTHING) == pages.render(kind, spec, arrangement, NOTHING)
            for values, _score in example.scored:
                assert closed(kind, moved, values) == closed(kind, spec, values)
            for values, field, words in example.refused:
                assert refusal(kind, moved, values) == (field, words)


@promise
def keeps_its_secrets_on_paper(kind: Kind[Any]) -> None:
    """Paper shows the same whatever the key is, and nothing of what would tell the answer."""
    for example, block, spec in good(kind):
        for arrangement in ARRANGEMENTS[:SEEDS]:
            sheet = kind.sheet(spec, arrangement)
            assert sheet.blanks
            assert all(blank.boxes or blank.room for blank in sheet.blanks)
            assert not [secret for secret in example.secrets if secret in str(sheet)]
            for other in other_keys(block) if kind.solution(spec) else ():
                assert kind.sheet(kind.parse(other), arrangement) == sheet


@promise
def places_say_nothing(kind: Kind[Any]) -> None:
    """What is offered stays as written, or each stands in each place equally often, so places know nothing of the key.

    The count is exact where the number of options divides the number of seeds; otherwise each name may have
    one more here and one less there.
    """
    for _example, block, spec in good(kind):
        written = tuple(item.letter for item in block.items)
        shown = [pages.sequences(pages.render(kind, spec, arrangement, NOTHING)) for arrangement in ARRANGEMENTS]
        for name in shown[0]:
            check_places([found[name] for found in shown], written)


@promise
def gains_nothing_by_wrong_choices(kind: Kind[Any]) -> None:
    """Among all ways to choose, one is worth 1, and to choose as there in one more place never costs anything."""
    for _example, _block, spec in good(kind):
        places, scores = filling.scores(kind, spec, ONE)
        if not scores or not kind.solution(spec):
            continue  # typed, or not finished with one form, or with no key
        best = [way for way, score in scores.items() if score == 1]
        if len(scores) < filling.MOST:
            assert len(best) == 1
        for way, score in scores.items():
            for key in best:
                for place in range(len(places)):
                    better = (*way[:place], key[place], *way[place + 1 :])
                    assert scores.get(better, 1) >= score


def check_places(orders: list[tuple[str, ...]], written: tuple[str, ...]) -> None:
    """Fail when one of the names stands in one of the places more often than in others."""
    names = set(orders[0])
    if len(set(orders)) == 1:
        assert orders[0] == written or list(orders[0]) == sorted(orders[0], key=in_words)
        return
    even = len(orders) / len(names)
    slack = len(orders) / SEEDS if SEEDS % len(names) else 0
    for place in range(len(names)):
        counts = Counter(order[place] for order in orders)
        assert all(abs(counts[name] - even) <= slack for name in names)


def in_words(name: str) -> tuple[int, str]:
    """Return by what names are sorted: numbers by their size, words by the alphabet."""
    return (int(name), "") if name.isdecimal() else (0, name)


def closed(kind: Kind[Any], spec: Any, values: FormValues) -> tuple[Line, ...]:
    """Return how an answered form looks as long as the key may not be shown."""
    return kind.answered(spec, ONE, kind.read(spec, values), reveal=False)
