"""The order of options: steady for one learner, and telling nothing over all learners."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.world import SEEDS, Arrangement, World

names = st.text(min_size=1, max_size=20)
seeds = st.integers(0, SEEDS - 1)


@given(names, seeds, st.lists(st.integers(), max_size=9))
def test_nothing_is_lost_and_the_order_is_the_same_at_every_return(name: str, seed: int, items: list[int]):
    shown = Arrangement(name, seed).of(items)
    assert sorted(shown) == sorted(items)
    assert shown == Arrangement(name, seed).of(items)


@pytest.mark.parametrize("count", [2, 3, 4, 6])
@given(name=names)
def test_over_all_seeds_every_item_stands_everywhere_equally_often(count: int, name: str):
    places = Counter((item, place) for seed in range(SEEDS) for place, item in _placed(name, seed, count))
    assert set(places.values()) == {SEEDS // count}
    assert len(places) == count * count


def _placed(name: str, seed: int, count: int):
    return enumerate(Arrangement(name, seed).of(range(count)))


def test_two_questions_are_arranged_in_their_own_ways():
    orders = {Arrangement(f"question-{number}", 0).of("abcdef") for number in range(30)}
    assert len(orders) > 15


def test_the_world_draws_every_seed_there_is():
    assert {World().new_seed() for _ in range(1000)} == set(range(SEEDS))
