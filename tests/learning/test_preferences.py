"""What a learner chose: stored as far as it was chosen, restored as far as it can still be chosen."""

from dataclasses import replace

import pytest
from sqlalchemy import Connection, select

from emm.learning import learners
from emm.learning.preferences import CHOICES, DEFAULTS, Look, Preferences, restored, stored
from emm.store.people import Learner
from tests.support.world import FakeWorld

CHOSEN = Preferences(language="fr", size="150", theme="dark", saver="on", unsure="hide")
VALUES = [(choice.name, value) for choice in CHOICES for value in choice.options or ("fr", "zh-Hans")]


def in_database(connection: Connection) -> list[str | None]:
    return list(connection.scalars(select(Learner.preferences)))


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_each_choice_comes_back(name: str, value: str):
    chosen = replace(DEFAULTS, **{name: value})
    assert restored(stored(chosen)) == chosen


def test_nothing_is_stored_of_what_was_not_chosen():
    assert stored(DEFAULTS) is None
    assert stored(Preferences(theme="dark")) == '{"theme": "dark"}'
    assert restored(None) == DEFAULTS


@pytest.mark.parametrize(
    "text",
    ['{"theme": "pink"}', '{"size": 150}', '{"gone": "on"}', '{"saver": null}', '{"unsure": ["hide"]}', "{}"],
)
def test_what_cannot_be_chosen_any_more_is_at_its_default(text: str):
    assert restored(text) == DEFAULTS


def test_what_pages_ask_of_the_choices():
    assert (DEFAULTS.look, CHOSEN.look) == (Look("device", "100"), Look("dark", "150"))
    assert [Look(theme, "100").color_schemes for theme in ("device", "light", "dark")] == [
        "light dark",
        "light",
        "dark",
    ]
    assert [Preferences(saver=saver).saves_data for saver in ("", "off", "on")] == [None, False, True]
    assert (DEFAULTS.offers_unsure, CHOSEN.offers_unsure) == (True, False)


def test_each_learner_has_choices_of_their_own(connection: Connection, world: FakeWorld):
    one, other = learners.begin(connection, world, seed=0), learners.begin(connection, world, seed=0)
    learners.choose(connection, one.learner, CHOSEN)
    for ask in (learners.find, learners.hold):
        found = [ask(connection, world, visit.token) for visit in (one, other)]
        assert [known.preferences for known in found if known] == [CHOSEN, DEFAULTS]


def test_choosing_again_replaces_and_can_take_back(connection: Connection, world: FakeWorld):
    visit = learners.begin(connection, world, seed=0)
    assert in_database(connection) == [None]
    learners.choose(connection, visit.learner, CHOSEN)
    learners.choose(connection, visit.learner, Preferences(size="112"))
    assert in_database(connection) == ['{"size": "112"}']
    learners.choose(connection, visit.learner, DEFAULTS)
    assert in_database(connection) == [None]
