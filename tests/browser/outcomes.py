"""What can come of a card, for every kind of question there is: made from the kinds' own examples."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

from emm.questions import registry
from emm.questions.contract import FormValues, Kind
from tests.browser.visitor import Visitor
from tests.questions.examples import Example, examples_in
from tests.questions.reading import block_of
from tests.questions.test_compiled_examples import COURSE, LESSON, TOPIC

HIDDEN = ("path", "step")
SHOW = "Show the answer"
STATES = {
    True: {"right": "correct", "partly": "retry", "wrong": "retry", "kept": "kept"},
    False: {"right": "correct", "partly": "partial", "wrong": "shown", "kept": "kept"},
}
"""How a card stands after one answer, by whether there may be another."""


@dataclass(frozen=True)
class Outcome:
    """A question in a course of its own, the forms to send one after the other, and what must come of them."""

    kind: Kind[Any]
    name: str
    question: str
    source: str
    forms: tuple[FormValues, ...]
    state: str
    """After the last form."""
    is_shown: bool = False
    """Whether the answer is asked for after that."""

    def __str__(self) -> str:
        """Return the name of a test with it."""
        return f"{self.kind.name} {self.name}"

    @property
    def course(self) -> str:
        """The id of its course."""
        return str(self).replace(" ", "-")

    @property
    def address(self) -> str:
        """The lesson page."""
        return f"/en/c/{self.course}/lesson"

    @property
    def can_be_shown(self) -> bool:
        """Whether the answer can be asked for after the last form."""
        return self.state == "retry"

    @property
    def submit(self) -> str:
        """What the button says."""
        return self.kind.words.submit.text


def outcomes() -> list[Outcome]:
    """Return for each kind: right, partly right, wrong, and wrong and then shown, as far as it knows them."""
    return [outcome for kind in registry.kinds() for outcome in _of(kind)]


def write(content: Path) -> Path:
    """Write a course for each outcome into the folder, and return it."""
    for outcome in outcomes():
        topic = content / outcome.course / "en" / "1-topic"
        topic.mkdir(parents=True)
        course = COURSE.replace("id: sample", f"id: {outcome.course}")
        (topic.parent / "course.md").write_text(course, encoding="utf-8")
        (topic / "topic.md").write_text(TOPIC, encoding="utf-8")
        (topic / "1-lesson.md").write_text(LESSON + outcome.source, encoding="utf-8")
    return content


def reach_by_hand(person: Visitor, outcome: Outcome) -> None:
    """Open the lesson, fill in and send its forms by mouse, and ask for the answer if that is the outcome."""
    person.open(outcome.address)
    for form in outcome.forms:
        for name, value in form.fields:
            put(person.card(outcome.question), name, value)
        person.press(outcome.question, outcome.submit)
    assert person.state(outcome.question) == outcome.state
    if outcome.is_shown:
        person.press(outcome.question, SHOW)
    person.page.mouse.move(0, 0)  # an option under the pointer looks otherwise


def field_of(card: Locator, name: str, value: str) -> Locator:
    """Return the field that a value goes into: the option of that value, the list or the line."""
    options = card.locator(f'input[name="{name}"][value="{value}"]:is([type=radio], [type=checkbox])')
    return options if options.count() else card.locator(f'[name="{name}"]')


def put(card: Locator, name: str, value: str) -> None:
    """Put a value into the field of that name, by mouse."""
    field = field_of(card, name, value)
    sort = field.evaluate("one => one.type")
    if sort in ("radio", "checkbox"):
        card.locator(f"label[for={field.get_attribute('id')}]").click()
    elif sort == "select-one":
        field.select_option(value)
    else:
        field.fill(value)


def _of(kind: Kind[Any]) -> Iterator[Outcome]:
    found: dict[str, tuple[Example, FormValues]] = {}
    for example in examples_in(registry.folder(kind)).good:
        for values, score in example.scored:
            found.setdefault(_named(score) if kind.graded else "kept", (example, values))
    for name, (example, values) in found.items():
        block = block_of(example.source)
        forms = _forms(kind, kind.parse(block), values)
        state = STATES[kind.tries > 1][name]
        outcome = Outcome(kind, name, block.id, example.source, forms, state)
        yield outcome
        if outcome.can_be_shown:
            yield Outcome(kind, f"{name} then shown", block.id, example.source, forms, state, is_shown=True)


def _named(score: float | None) -> str:
    return "right" if score == 1 else "partly" if score else "wrong"


def _forms(kind: Kind[Any], spec: Any, values: FormValues) -> tuple[FormValues, ...]:
    """Return the forms that lead to an answer: one, or as many as it has steps."""
    if not values.first("step"):
        return (values,)
    steps = kind.read(spec, values).split(",")
    return tuple(FormValues.of([("answer", step.partition(":")[2])]) for step in steps)
