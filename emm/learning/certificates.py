"""Certificates: made once when everything is done, named and shared as their holder wants, checked, and withdrawn."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from emm.content.model import Course
from emm.errors import Conflict, NotFound
from emm.learning import codes
from emm.learning.names import is_same
from emm.learning.progress import Overview
from emm.learning.sittings import Head
from emm.messages import Message, counted, message
from emm.store.certificates import certificates
from emm.world import World

_c = certificates.c
_HERS = select(certificates).where(_c.learner_id == bindparam("learner_id"))
OF_LEARNER = _HERS.order_by(_c.issued_on, _c.code)
OWN = _HERS.where(_c.code == bindparam("code"))
OF_COURSE = _HERS.where(_c.course == bindparam("course")).order_by(_c.issued_on, _c.edition)
BY_CODE = select(certificates).where(_c.code == bindparam("code"))
ALL = select(certificates).order_by(_c.issued_on, _c.code)
WITHDRAWN = select(_c.credential).where(_c.withdrawn_on.is_not(None)).order_by(_c.credential)

PASS = message("Pass the final assessment.")


@dataclass(frozen=True, slots=True)
class Condition:
    """Something that a certificate needs."""

    sentence: Message
    is_met: bool
    address: str
    """Where the next step is; "" when it is met, or nothing can be done at the moment."""


@dataclass(frozen=True, slots=True)
class Certificate:
    """A certificate as it was made, with what its holder has chosen since."""

    learner_id: str
    course: str
    edition: str
    code: str
    credential: str
    language: str
    title: str
    minutes: int
    objectives: tuple[str, ...]
    passed_on: date
    issued_on: date
    name: str | None
    renamed: bool
    shows_name: bool
    salt: str
    withdrawn_on: date | None
    reason: str | None

    @property
    def written_code(self) -> str:
        """The code in groups."""
        return codes.written(self.code)

    @property
    def is_valid(self) -> bool:
        """Whether it was not withdrawn."""
        return self.withdrawn_on is None

    @property
    def public_name(self) -> str | None:
        """The name, as far as the holder lets everybody see it."""
        return self.name if self.shows_name else None

    def is_of(self, typed: str) -> bool:
        """Whether it was made out to the name that somebody typed."""
        return self.name is not None and is_same(self.name, typed)


def conditions(overview: Overview, passed: Head | None) -> tuple[Condition, ...]:
    """Return everything that a certificate of this course needs, met or not, each with the way to the next step.

    `passed` is the sitting that counts, if it passed. Nothing for a course that gives none: one without a final
    assessment, which the learner has not passed either.
    """
    course = overview.course
    if course.assessment is None and passed is None:
        return ()
    lessons = counted(
        "Finish the lesson of the course.", "Finish all %(count)s lessons; %(done)s are done.",
        count=overview.total, done=overview.done,
    )  # fmt: skip
    return (
        Condition(lessons, overview.is_finished, "" if overview.is_finished else overview.resume),
        Condition(PASS, passed is not None, "" if passed else course.assessment_address),
    )


def is_earned(overview: Overview, passed: Head | None) -> bool:
    """Whether every condition for the certificate is met."""
    return passed is not None and all(one.is_met for one in conditions(overview, passed))


def page_of(course: Course) -> str:
    """Return the address where learners make the certificate of the course, or find the one they have."""
    return f"{course.address}/certificate"


def address(language: str, certificate: Certificate) -> str:
    """Return the address of the holder's own page."""
    return f"/{language}/certificate/{certificate.code}"


def issue(
    connection: Connection, world: World, learner_id: str, overview: Overview, passed: Head | None, name: str | None
) -> Certificate:
    """Return the certificate for the edition that was passed; it is made now unless there is one.

    Whoever calls holds the learner, so that of many requests one makes it. Where records with one each were joined,
    the first valid one is returned. Raises Conflict when it is not earned.
    """
    course = overview.course
    if passed is None or passed.ended_at is None or not is_earned(overview, passed):
        raise Conflict(f"the certificate of course {course.id} is not earned")
    earlier = [one for one in of_course(connection, learner_id, course.id) if one.edition == passed.edition]
    if earlier:
        return max(earlier, key=lambda one: one.is_valid)
    made = Certificate(
        learner_id=learner_id,
        course=course.id,
        edition=passed.edition,
        code=_free_code(connection, world),
        credential=world.new_id(),
        language=course.language_of("title"),
        title=course.title,
        minutes=course.minutes,
        objectives=tuple(course.objectives.values()),
        passed_on=passed.ended_at.date(),
        issued_on=world.now().date(),
        name=name,
        renamed=False,
        shows_name=False,
        salt=world.new_id(),
        withdrawn_on=None,
        reason=None,
    )
    connection.execute(insert(certificates), _row(made))
    return made


def of_learner(connection: Connection, learner_id: str) -> tuple[Certificate, ...]:
    """Return all certificates of a learner, oldest first."""
    return tuple(map(_certificate, connection.execute(OF_LEARNER, {"learner_id": learner_id})))


def of_course(connection: Connection, learner_id: str | None, course_id: str) -> tuple[Certificate, ...]:
    """Return the certificates of a learner for the editions of a course, oldest first; without a learner, none."""
    if learner_id is None:
        return ()
    return tuple(map(_certificate, connection.execute(OF_COURSE, {"learner_id": learner_id, "course": course_id})))


def own(connection: Connection, learner_id: str | None, code: str) -> Certificate:
    """Return a certificate of the learner; raise NotFound when there is none, or it is somebody else's."""
    row = connection.execute(OWN, {"learner_id": learner_id, "code": code}).one_or_none()
    if row is None:
        raise NotFound("a certificate of the learner")
    return _certificate(row)


def find(connection: Connection, code: str) -> Certificate | None:
    """Return the certificate with that code, None when there is none or it was deleted."""
    row = connection.execute(BY_CODE, {"code": code}).one_or_none()
    return _certificate(row) if row else None


def rename(connection: Connection, certificate: Certificate, name: str) -> None:
    """Change the name; raise Conflict the second time. The same name again changes nothing."""
    if certificate.name == name:
        return
    if certificate.renamed:
        raise Conflict("the name on the certificate was changed before")
    _change(connection, certificate, name=name, renamed=True)


def show_name(connection: Connection, certificate: Certificate, shown: bool) -> None:
    """Let the check page show the name, or not any more; it acts with the next request."""
    _change(connection, certificate, shows_name=shown)


def withdraw(connection: Connection, world: World, code: str, reason: str) -> Certificate:
    """Withdraw a certificate for good and return it; one that was withdrawn before keeps its day and reason.

    Raises NotFound when no certificate has this code.
    """
    found = find(connection, code)
    if found is None:
        raise NotFound(f"No certificate has the code {codes.written(code)}.")
    if found.is_valid:
        _change(connection, found, withdrawn_on=world.now().date(), reason=reason)
    return find(connection, code) or found


def everything(connection: Connection) -> tuple[Certificate, ...]:
    """Return all certificates, for those who run the site."""
    return tuple(map(_certificate, connection.execute(ALL)))


def withdrawn_credentials(connection: Connection) -> tuple[str, ...]:
    """Return the signed credentials whose certificates were withdrawn, by what they are known by."""
    return tuple(connection.scalars(WITHDRAWN))


def _free_code(connection: Connection, world: World) -> str:
    dice = world.new_dice()
    while True:
        code = codes.new_code(dice)
        if find(connection, code) is None:
            return code


def _change(connection: Connection, certificate: Certificate, **values: object) -> None:
    where = (_c.learner_id == certificate.learner_id, _c.code == certificate.code)
    connection.execute(update(certificates).where(*where).values(**values))


def _row(certificate: Certificate) -> dict[str, object]:
    values = {name: getattr(certificate, name) for name in certificates.c.keys()}  # noqa: SIM118 - columns, not a dict
    return {**values, "objectives": json.dumps(certificate.objectives, ensure_ascii=False)}


def _certificate(row: Any) -> Certificate:
    values = dict(row._mapping)
    return Certificate(**{**values, "objectives": tuple(json.loads(row.objectives))})
