"""What a page costs to load, as the browser counts it: bytes on the wire with headers, and requests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.sync_api import CDPSession

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson, Question
from emm.questions import registry
from tests.browser.conftest import Visit
from tests.browser.outcomes import SHOW
from tests.browser.servers import ROOT, Served
from tests.browser.test_journeys import guess_of, right, wrong
from tests.browser.visitor import Visitor, tell

pytestmark = pytest.mark.browser

KB = 1024
COLD, LATER, FRAGMENT, PLAIN = 45 * KB, 12 * KB, 2 * KB, 14 * KB
MOST_STEPS = 12
"""So many forms a question has at most, with its tries and steps."""


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


def test_whatever_a_card_says_is_light(visit: Visit, real: Served):
    """Every question of the course, and of the guide one of each other kind: answered somehow, then shown."""
    person = visit(real)
    sizes: dict[str, int] = {}
    kinds: set[str] = set()
    for lesson, question in _asked():
        if not person.page.url.endswith(lesson.address):
            person.open(lesson.address)
        kinds.add(question.kind.name)
        for number, size in enumerate(_until_closed(person, question)):
            sizes[f"{question.id} {number}"] = size
    longest = max(sizes, key=lambda name: sizes[name])
    tell(f"{len(sizes)} fragments of {len(kinds)} kinds: {min(sizes.values())} to {sizes[longest]} bytes ({longest})")
    assert kinds == {kind.name for kind in registry.kinds()}
    assert {name: size for name, size in sizes.items() if size > FRAGMENT} == {}


def _asked() -> Iterator[tuple[Lesson, Question]]:
    """Yield every question of the course that learners get, then the first of each kind that is missing there."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    course, guide = catalog.course("international-cooperation", "en"), catalog.course("author-guide", "en")
    seen = {question.kind.name for question in course.questions}
    yield from ((lesson, question) for lesson in course.lessons for question in lesson.questions)
    for lesson in guide.lessons:
        for question in lesson.questions:
            if question.kind.name not in seen:
                seen.add(question.kind.name)
                yield lesson, question


def _until_closed(person: Visitor, question: Question) -> Iterator[int]:
    """Answer with whatever comes first, ask for the solution, and yield the bytes of each reply."""
    for _press in range(MOST_STEPS):
        button = SHOW if person.state(question.id) == "retry" else question.kind.words.submit.text
        if not person.button(question.id, button).count():
            return
        if button != SHOW:
            person.give_anything(person.card(question.id))
        with metered(person) as meter:
            person.press(question.id, button)
        yield meter.bytes
    raise AssertionError(f"{question.id} is never closed")


def test_an_answer_without_scripts_is_light(visit: Visit, real: Served, course: Course):
    person = visit(real, scripts=False)
    person.open(course.lessons[0].address)
    first = course.lessons[0].graded[0]
    person.choose(first.id, *right(first))
    with metered(person) as meter:
        person.press(first.id, "Check answer")
    tell(f"answer without scripts: {meter}")
    assert 1000 < meter.bytes <= PLAIN
