"""Who gets where: every address of the site, asked by every sort of person. Writes docs/access.md when it is run.

python -m tests.web.access
"""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal
from unittest.mock import patch

from flask import Flask
from werkzeug.test import TestResponse

from emm.learning import certificates
from emm.learning.rules.powers import Role
from emm.learning.visits import token_hash
from emm.settings import Settings, from_environment
from emm.store import schema
from emm.store.engine import make_engine
from emm.web import backing_up, create_app, paper
from emm.web.database import db
from emm.web.services import services
from emm.world import fingerprint
from tests.conftest import COURSES, Site
from tests.support import courses
from tests.support.client import SAME_ORIGIN
from tests.support.passing import finish, sit
from tests.support.people import Person
from tests.support.pools import with_pool
from tests.support.staff import Member
from tests.support.world import FakeWorld

DOCUMENT = Path(__file__).parents[2] / "docs" / "access.md"
PEOPLE = ("visitor", "guest", "learner", "another learner", "facilitator", "another facilitator", "author", "admin")
Cell = Literal["open", "signs in first", "no", "not there"]
VALUES = {
    "language": "en",
    "course_id": "sample",
    "lesson_id": "first",
    "topic_id": "start",
    "question_id": "wrong-option",
    "name": "no-such-file.png",
    "began": "1",
    "place": "1",
    "number": "1",
    "filename": "emm.css",
}
"""What stands in addresses; the rest is about the people themselves."""
INTRODUCTION = """\
# Who may open what

Made by a test that asks for every address of the site as each of these people (`tests/web/access.py`); it fails when an
address is missing here or answers otherwise. Write it anew with `python -m tests.web.access`, and look at what changed.

A *visitor* has no record, a *guest* has one without an account. The *learner* has passed the final assessment and holds
the certificate that the addresses name; the other learner has only answered a question. *open*: the page or form
answers, with the reader's own data and nobody else's. *signs in first*: leads to the page to sign in. *no*: refused
(403). *not there*: answered like an address that does not exist (404). There are no groups yet, so two facilitators
stand alike.

"""


@dataclass(frozen=True)
class Row:
    """One address, and how it answers each of the people."""

    method: str
    rule: str
    cells: dict[str, Cell]


@dataclass(frozen=True)
class Cast:
    """Everybody who asks, and somebody whom administrators do things to."""

    site: Site
    members: dict[str, Member]
    values: dict[str, str]

    def person(self, name: str) -> Person:
        """Return somebody as they come: whatever they did before, they are that sort of person again."""
        if name in self.members:
            self.members[name].enter()
            return self.members[name]
        person = Person(self.site.app)
        if name == "guest":
            person.answer()
        return person


def cast(site: Site) -> Cast:
    """Return one of each with an account, all known to the site."""
    roles: dict[str, Role] = {
        "learner": "learner",
        "another learner": "learner",
        "facilitator": "facilitator",
        "another facilitator": "facilitator",
        "author": "author",
        "admin": "admin",
    }
    members = {name: Member(site, name, role) for name, role in roles.items()}
    for name in ("learner", "another learner"):
        members[name].answer()
    somebody = Member(site, "somebody else", "learner")
    theirs = {
        "person_id": somebody.id,
        "visit_id": fingerprint(token_hash(members["learner"].token)),
        "code": _certified(site, members["learner"]),
    }
    return Cast(site, members, VALUES | theirs)


def _certified(site: Site, learner: Member) -> str:
    """Let the learner pass the final assessment and make a certificate; return its code."""
    course = site.catalog.course("sample", "en")
    with site.app.app_context(), services().writing() as connection:
        finish(connection, learner.id, course, site.world.now())
        sit(connection, learner.id, course, site.world.now())
    learner.send(f"{course.address}/certificate", name="Amina Diallo")
    with site.app.app_context():
        (held,) = certificates.of_learner(services().reading(), learner.id)
    return held.code


@contextmanager
def stage(folder: Path, settings: Settings, world: FakeWorld) -> Iterator[Site]:
    """Give a site whose course has a final assessment."""
    content = Path(shutil.copytree(COURSES, folder / "courses"))
    for path, text in with_pool().items():
        (content / "sample" / path).write_text(str(text), encoding="utf-8")
    settings, catalog = replace(settings, content=content), courses.read(content)
    app = create_app(settings, world=world, catalog=catalog)
    backing_up.back_up_by(app, lambda: "made")
    with patch.multiple(paper, is_offered=lambda: True, pdf_of=lambda _html: b"%PDF-"):  # the same with and without it
        yield Site(app, settings, world, catalog)
    with app.app_context():
        db.engine.dispose()


def rules(app: Flask) -> Iterator[tuple[str, str]]:
    """Give every method and address."""
    found = {
        (rule.rule, method)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    for rule, method in sorted(found):
        for action in re.findall(r"<any\(([^)]*)\)", rule) or [""]:
            for word in action.split(", "):
                yield method, re.sub(r"<any[^>]*>", word, rule)


def ask(person: Person, method: str, path: str) -> Cell:
    """Return how an address answers somebody who sends what any form of theirs holds."""
    if method == "GET":
        return cell(person.http.get(path))
    token = re.search(r'name="csrf_token" value="([^"]+)"', person.http.get("/en/sign-in").text)
    assert token
    return cell(person.http.post(path, data={"csrf_token": token[1]}, headers=SAME_ORIGIN))


def cell(reply: TestResponse) -> Cell:
    """Return what an answer means."""
    reply.close()
    assert reply.status_code < 500, f"{reply.request.path}: {reply.status_code}"
    if reply.status_code == 403:
        return "no"
    if reply.status_code == 404:
        return "not there"
    return "signs in first" if (reply.location or "").startswith("/en/sign-in?next=") else "open"


def asked(everybody: Cast, names: tuple[str, ...] = PEOPLE) -> list[Row]:
    """Return the table for some of the people."""
    table = []
    for method, rule in rules(everybody.site.app):
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: everybody.values[found[1]], rule)
        table.append(Row(method, rule, {name: ask(everybody.person(name), method, path) for name in names}))
    return sorted(table, key=lambda row: (row.rule, row.method))


def document(table: list[Row]) -> str:
    """Return the table as Markdown."""
    lines = [f"| Address | {' | '.join(PEOPLE)} |", f"| --- |{' --- |' * len(PEOPLE)}"]
    lines += [f"| {row.method} `{row.rule}` | {' | '.join(row.cells[name] for name in PEOPLE)} |" for row in table]
    return INTRODUCTION + "\n".join(lines) + "\n"


def main() -> None:
    """Write the document."""
    with TemporaryDirectory() as folder:
        settings = from_environment({"EMM_DATA": folder, "EMM_CONTENT": str(COURSES), "EMM_SITE_NAME": "Test site"})
        engine = make_engine(settings.database, new=True)
        schema.upgrade(engine)
        with stage(Path(folder), settings, FakeWorld()) as site:
            DOCUMENT.write_text(document(asked(cast(site))), encoding="utf-8")
        engine.dispose()


if __name__ == "__main__":
    main()
