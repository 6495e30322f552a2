"""How the site is, and what should be done next, for its administrators (A1)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from emm.content.model import Course
from emm.learning.numbers import Numbers, numbers
from emm.messages import Message, counted, message
from emm.upkeep import holdings
from emm.upkeep.findings import OLDEST
from emm.upkeep.holdings import Backup, Room
from emm.web.addresses import HOME
from emm.web.backing_up import place
from emm.web.services import services


@dataclass(frozen=True, slots=True)
class Step:
    """Something that should be done."""

    sentence: Message
    address: str = ""
    """Where it is done, "" when that is not in the browser."""


@dataclass(frozen=True, slots=True)
class Overview:
    """How the site is at this moment."""

    steps: tuple[Step, ...]
    numbers: Numbers
    courses: tuple[Course, ...]
    errors: int
    """What the check says of the files of courses."""
    advice: int
    backup: Backup | None
    """The newest one."""
    makes_backups: bool
    room: Room


def overview() -> Overview:
    """Return how the site is."""
    catalog, here = services().catalog, place()
    errors = sum(problem.is_error for _name, problem in catalog.problems)
    found = Overview(
        steps=(),
        numbers=numbers(services().reading(), services().world.now()),
        courses=catalog.courses(catalog.languages[0]) if catalog.languages else (),
        errors=errors,
        advice=len(catalog.problems) - errors,
        backup=next(iter(holdings.backups(here)), None),
        makes_backups=services().settings.backups > 0,
        room=holdings.room(here),
    )
    return replace(found, steps=(*_urgent(found), *_wise(found)))


def _urgent(found: Overview) -> Iterator[Step]:
    """Give what can cost somebody their work."""
    if found.room.is_short:
        yield Step(message("The disk is nearly full. Make room on the server, before answers have to be refused."))
    if found.makes_backups and found.backup is None:
        yield Step(message("There is no backup yet. Make one."), f"{HOME}/data")
    elif found.makes_backups and found.backup and _age(found.backup) > OLDEST:
        yield Step(message("The newest backup is older than two days. Make one."), f"{HOME}/data")
    if found.errors:
        yield Step(message("Files of courses have errors. Readers see the last good text."), f"{HOME}/content")
    elif not found.courses:
        yield Step(message("There is no course. Put one into the folder of courses."), f"{HOME}/content")
    if found.numbers.failures:
        yield Step(
            counted(
                "%(count)s page could not be shown in the last 24 hours. The log of the server says why.",
                "%(count)s pages could not be shown in the last 24 hours. The log of the server says why.",
                found.numbers.failures,
            )
        )


def _wise(found: Overview) -> Iterator[Step]:
    """Give what will be missed one day."""
    if found.numbers.administrators == 1:
        yield Step(message("You are the only administrator. Invite a second one, who can help you."), f"{HOME}/people")
    if found.numbers.without_factor:
        yield Step(
            counted(
                "%(count)s member of the staff has no second factor yet.",
                "%(count)s members of the staff have no second factor yet.",
                found.numbers.without_factor,
            ),
            f"{HOME}/people",
        )
    if not services().settings.contact:
        yield Step(message("Learners do not read whom to ask. Fill in a contact."), f"{HOME}/settings#contact")


def _age(backup: Backup) -> timedelta:
    return services().world.now() - backup.made_at
