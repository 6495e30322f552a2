"""What a page costs to load, as the browser counts it: bytes on the wire with headers, and requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import CDPSession

from emm.content.model import Course, Question
from tests.browser.conftest import Visit
from tests.browser.servers import Served
from tests.browser.test_journeys import guess_of, right, wrong
from tests.browser.visitor import Visitor, tell

pytestmark = pytest.mark.browser

KB = 1024
COLD, LATER, FRAGMENT, PLAIN = 45 * KB, 12 * KB, 2 * KB, 14 * KB


@dataclass
class Meter:
    """What came over the wire in a while."""

    bytes: int = 0
    answered: dict[str, str] = field(default_factory=dict)
    """Addresses by the browser's number of the request."""
    kept: set[str] = field(default_factory=set)
    """Numbers of the requests that the browser's own store has answered."""

    @property
    def requests(self) -> list[str]:
        """The addresses that the server was asked for."""
        return [address for number, address in self.answered.items() if number not in self.kept]

    def __str__(self) -> str:
        """Return the figures."""
        return f"{self.bytes} bytes, {len(self.requests)} requests"


@contextmanager
def metered(person: Visitor) -> Iterator[Meter]:
    """Count while the block lasts."""
    meter, session = Meter(), person.page.context.new_cdp_session(person.page)
    session.on("Network.responseReceived", lambda event: _request(meter, event))
    session.on("Network.requestServedFromCache", lambda event: meter.kept.add(event["requestId"]))
    session.on("Network.loadingFinished", lambda event: _bytes(meter, event["encodedDataLength"]))
    session.send("Network.enable")
    yield meter
    person.page.wait_for_load_state("networkidle")
    _end(session)


def _request(meter: Meter, event: dict[str, Any]) -> None:
    if not event["response"]["fromDiskCache"]:
        meter.answered[event["requestId"]] = event["response"]["url"]


def _bytes(meter: Meter, count: float) -> None:
    meter.bytes += int(count)


def _end(session: CDPSession) -> None:
    session.send("Network.disable")
    session.detach()


def test_lessons_are_light(visit: Visit, real: Served, course: Course):
    person = visit(real)
    with metered(person) as meter:
        person.open(course.lessons[0].address)
    tell(f"first lesson, cold: {meter}")
    assert meter.bytes <= COLD
    assert 1 <= len(meter.requests) <= 5
    for lesson in course.lessons[1:]:
        with metered(person) as meter:
            person.open(lesson.address)
        tell(f"lesson {lesson.number}, later: {meter}")
        assert 1000 < meter.bytes <= LATER
        assert meter.requests == [real.address + lesson.address]


def test_answers_are_light(visit: Visit, real: Served, course: Course):
    person = visit(real)
    person.open(course.lessons[0].address)
    first = course.lessons[0].graded[0]
    guess = guess_of(course.lessons[0])
    steps = [
        ("guess kept", guess.id, ["a"], "Keep my guess"),
        ("not quite", first.id, wrong(first)[:1], "Check answer"),
        ("trying again", first.id, [], "Try again"),
        ("hint", first.id, [], "Show a hint"),
        ("correct now", first.id, right(first), "Check answer"),
    ]
    for name, question, letters, button in steps:
        person.choose(question, *letters)
        with metered(person) as meter:
            person.press(question, button)
        tell(f"{name}: {meter}")
        assert 300 < meter.bytes <= FRAGMENT
        assert len(meter.requests) == 1


def test_the_longest_explanation_is_light(visit: Visit, real: Served, course: Course):
    """Every question with options in the course, answered wrong and then shown: the most that a card ever says."""
    person = visit(real)
    sizes: dict[str, int] = {}
    for lesson in course.lessons:
        person.open(lesson.address)
        for question in filter(_is_chosen, lesson.graded):
            person.answer(question.id, *wrong(question)[:1])
            if person.state(question.id) == "retry":
                with metered(person) as meter:
                    person.press(question.id, "Show the answer")
                sizes[question.id] = meter.bytes
    longest = max(sizes, key=lambda question: sizes[question])
    tell(f"answer shown: {min(sizes.values())} to {sizes[longest]} bytes ({longest})")
    assert len(sizes) > 5
    assert sizes[longest] <= FRAGMENT


def _is_chosen(question: Question) -> bool:
    """Whether the answer is the letters of options."""
    return question.kind.interaction(question.spec, "").type in ("choice", "true-false")


def test_an_answer_without_scripts_is_light(visit: Visit, real: Served, course: Course):
    person = visit(real, scripts=False)
    person.open(course.lessons[0].address)
    first = course.lessons[0].graded[0]
    person.choose(first.id, *right(first))
    with metered(person) as meter:
        person.press(first.id, "Check answer")
    tell(f"answer without scripts: {meter}")
    assert 1000 < meter.bytes <= PLAIN
