"""Pages about the site as a whole, for its administrators: how it is, settings, data."""

from datetime import timedelta
from uuid import uuid4
from zipfile import ZipFile

from sqlalchemy import insert

from emm.store.people import Learner
from emm.upkeep.archive import MANIFEST
from tests.browser.scenes.assessment import press
from tests.browser.scenes.scene import scene
from tests.browser.scenes.staff import WORLD, enter
from tests.browser.visitor import Visitor


def old_guest(person: Visitor, days: int) -> None:
    """Let there be a guest who has not been here for so long."""
    day = WORLD.now().date() - timedelta(days=days)
    with person.served.writing() as session:
        session.execute(insert(Learner).values(id=uuid4().hex, seed=1, created_on=day, seen_on=day))


@scene("settings of the site")
def _settings(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/settings")


@scene("settings of the site, saved")
def _saved(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/settings")
    person.page.get_by_label("Whom to ask").fill("help@example.org")
    press(person, "Save")


@scene("settings of the site that cannot be kept", "422")
def _settings_wrong(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/settings")
    person.page.get_by_label("Whom to ask").fill("a long name " * 20)
    person.page.get_by_label("Days without a visit, for guests").fill("soon")
    press(person, "Save")


@scene("settings of the site that would end records", "422")
def _settings_end(person: Visitor) -> None:
    old_guest(person, 100)
    enter(person, "admin")
    person.open("/admin/settings")
    person.page.get_by_label("Days without a visit, for guests").fill("60")
    press(person, "Save")


@scene("the data of the site")
def _data(person: Visitor) -> None:
    old_guest(person, 800)
    enter(person, "admin")
    backups = person.served.data / "backups"
    backups.mkdir(exist_ok=True)
    for name in ("daily-2027-03-01", "before-0009-2027-02-28T101500"):
        with ZipFile(backups / f"{name}.zip", "w") as archive:
            archive.writestr(MANIFEST, "{}")
    person.open("/admin/data")


@scene("the data of the site, changed meanwhile", "409")
def _data_stale(person: Visitor) -> None:
    old_guest(person, 800)
    enter(person, "admin")
    person.open("/admin/data")
    person.page.locator("[name=days]").evaluate("field => { field.value = 'others'; }")
    person.page.get_by_role("button", name="Delete").click()


@scene("the first administrator is made, and the site has no name yet", "422", site="real")
def _set_up_site(person: Visitor) -> None:
    person.open("/set-up")
    person.page.get_by_label("Whom to ask").fill("x" * 130)
    press(person, "Make the administrator")
