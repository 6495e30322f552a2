"""The questions of the final assessment: no page for learners, no search and no address sends a byte of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import html5lib
import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from emm.content.model import Course
from emm.store.people import Learner
from emm.store.progress import Attempt
from tests.support.client import HTMX, SAME_ORIGIN, PageClient

WORD = "quixotry"
"""Stands in every text of the pool, and nowhere else."""
PART = WORD[:-3]
"""What a search finds it by."""
ID = "zither"
"""Begins every id of the pool."""
MOMENT = re.compile(r"/more/[0-9]+")
"""A round of practice has the moment in its address at which it began: another one at each look."""
ASKED = [f"{ID}-{number}" for number in range(6)]

RULES = """\
assessment:
  pass: 1
  draw:
    lo1: {apply: 1, remember: 1}
"""


def question(name: str, level: str) -> str:
    return (
        f"### Question: The {WORD} heading of {name[-1]}\n\n`id: {name}; objective: lo1; level: {level}`\n\n"
        f"A {WORD} stem.\n\n- [ ] a) One {WORD} option\n  > Some {WORD} feedback.\n- [x] b) Another {WORD} option\n"
        f"  > More {WORD} feedback.\n\n**Why:** The {WORD} reason.\n\n**See:** [A {WORD} link](1-start/1-first.md)\n\n"
    )


@pytest.fixture
def opened(content: Path, open_site) -> tuple[PageClient, Course]:
    """A site whose course has a final assessment."""
    folder = content / "sample/en"
    about = (folder / "course.md").read_text()
    (folder / "course.md").write_text(about.replace("licence:", f"{RULES}licence:", 1))
    levels = ("apply", "remember") * 3
    text = "".join(question(name, level) for name, level in zip(ASKED, levels, strict=True))
    (folder / "assessment.md").write_text(f"## lo1\n\n{text}")
    client, catalog = open_site()
    assert not catalog.problems
    course = catalog.course("sample", "en")
    assert course.assessment
    assert sorted(one.question.id for one in course.pool.questions) == ASKED
    return client, course


def addresses(app: Flask, course: Course) -> Iterator[str]:
    """Yield every address that answers to GET, filled in with everything that has a name, in the pool or not."""
    lessons = [lesson.id for lesson in course.lessons]
    values: dict[str, Sequence[object]] = {
        "language": ["en", "fr"],
        "course_id": [course.id],
        "lesson_id": [*lessons, *ASKED, "assessment"],
        "question_id": [*(one.id for lesson in course.lessons for one in lesson.questions), *ASKED],
        "action": ["hint", "show", "again"],
        "filename": ["emm.css", "../content/sample/en/assessment.md"],
        "name": ["assessment.md", "../en/assessment.md"],
        "began": [1],
        "place": [1, 2, 99],
        "number": [1, 99],
        "code": ["2222-2222-2222"],
        "form": ["json", "jwt"],
        "person_id": ["0" * 32],
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        names = sorted(rule.arguments)
        known = values | ({"action": ["hint"]} if "<any(hint):action>" in rule.rule else {})
        for chosen in product(*(known.get(name, ASKED) for name in names)) if "GET" in (rule.methods or ()) else ():
            yield adapter.build(rule.endpoint, dict(zip(names, chosen, strict=True)))


@dataclass(frozen=True)
class Sent:
    """Everything that came back from an address."""

    path: str
    status: int
    body: str
    headers: str
    onward: str
    """Where it redirects to, "" for nowhere."""
    is_page: bool


def sent(client: PageClient, path: str, **headers: str) -> Sent:
    with client.client.get(path, headers=headers) as response:
        body = response.data.decode("utf-8", "replace")
        onward = response.headers.get("Location", "").partition("#")[0]
        is_page = response.mimetype == "text/html"
        return Sent(path, response.status_code, body, str(response.headers), onward, is_page)


def linked(page: Sent) -> Iterator[str]:
    """Yield the addresses of this site that a page names; forms that only ask are sent with the word of the pool."""
    tree = html5lib.parse(page.body, namespaceHTMLElements=False)
    for element in tree.iter():
        for name, value in element.attrib.items():
            if name in {"href", "src", "action"} or name.startswith("data-hx-"):
                yield from re.findall(r"^/[^#]*", value)
        if element.tag == "form" and element.get("method", "get").lower() == "get":
            names = [field.get("name") for field in element.iter("input") if field.get("name")]
            yield f"{element.get('action', '').partition('?')[0]}?{'&'.join(f'{name}={PART}' for name in names)}"


def walked(client: PageClient, start: Iterable[str]) -> Iterator[Sent]:
    """Yield what every address sends that can be reached, each as a page and as a fragment."""
    waiting = sorted(start)
    seen = {*waiting, ""}
    while waiting:
        path = waiting.pop()
        page = sent(client, path)
        yield page
        yield sent(client, path, **HTMX)
        found = {*(linked(page) if page.is_page else ()), page.onward}
        new = {MOMENT.sub("/more/1", path) for path in found} - seen
        waiting += sorted(new)
        seen |= new


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("has_record", [False, True])
def test_no_page_sends_a_byte_of_the_pool(opened: tuple[PageClient, Course], has_record: bool):
    client, course = opened
    if has_record:
        client.answer(course.lessons[0].address, "wrong-option", answer="a")
    seen = set()
    for page in walked(client, {*addresses(client.client.application, course), f"/en/search?q={PART}"}):
        seen.add(page.path)
        assert page.status < 500, page.path
        assert WORD not in (page.body + page.headers).casefold(), page.path
        if ID in page.path:
            assert page.status == 404, page.path
        else:
            assert ID not in page.body + page.headers, page.path
    assert {lesson.address for lesson in course.lessons} | {course.address, f"{course.address}/print"} <= seen


@pytest.mark.thorough
@pytest.mark.no_cover
def test_a_sitting_shows_its_own_questions_and_nothing_that_answers_them(opened: tuple[PageClient, Course]):
    client, course = opened
    assessment = f"{course.address}/assessment"
    client.post(assessment, {"seed": "0"})
    asked: set[str] = set()
    for page in walked(client, {*addresses(client.client.application, course), f"/en/search?q={PART}"}):
        said = (page.body + page.headers).casefold()
        assert not re.search(f"{WORD} (feedback|reason|link)", said), page.path
        if page.path.startswith(assessment):
            asked |= set(re.findall("heading of (.)", said)) if WORD in said else set()
        elif ID not in page.path:
            assert WORD not in said, page.path
    assert len(asked) == 2


def test_the_walk_would_find_what_stands_in_a_lesson(opened: tuple[PageClient, Course]):
    client, course = opened
    _lesson, question = course.question("wrong-option")
    assert any(question.title.plain in page.body for page in walked(client, [course.address]))


@pytest.mark.parametrize("action", ["", "/hint", "/show", "/again"])
@pytest.mark.parametrize("htmx", [True, False])
def test_no_address_takes_an_answer(opened: tuple[PageClient, Course], engine: Engine, action: str, htmx: bool):
    client, course = opened
    form = client.get(course.lessons[0].address).fields("wrong-option") | {"answer": "b"}
    headers = SAME_ORIGIN | (HTMX if htmx else {})
    response = client.client.post(f"{course.address}/q/{ASKED[0]}{action}", data=form, headers=headers)
    assert response.status_code == 404
    assert WORD not in response.text
    with Session(engine) as session:
        assert sum(session.scalar(select(func.count()).select_from(table)) or 0 for table in (Learner, Attempt)) == 0
