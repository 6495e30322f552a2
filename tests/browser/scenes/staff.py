"""Pages of who works for the site: set up, people, second factor, the audit list; and the links they hand over."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import Connection, delete, update

from emm.learning import accounts, factors, learners, passes, passwords, staff
from emm.learning.auditing import Deed, note
from emm.learning.rules.powers import Role
from emm.learning.visits import Lasts, token_hash
from emm.store.people import Account, Visit
from emm.world import World
from tests.browser.scenes.assessment import press
from tests.browser.scenes.scene import scene
from tests.browser.visitor import Visitor

PASSWORD = "nine quiet rivers run east"
WORLD = World()


def account(connection: Connection, role: Role) -> str:
    """Make an account with a password, and return its id."""
    made = staff.invite(connection, WORLD, f"{role} {uuid4().hex[:6]}", role)
    accounts.keep_password(connection, made, passwords.hashed(PASSWORD))
    return made


def enter(person: Visitor, role: Role, *, has_factor: bool = True, ago: timedelta = timedelta(0)) -> str:
    """Let the browser be signed in as somebody of that role, since some time, and return their id."""
    lasts: Lasts = "staff"
    key = (person.served.data / "secret.key").read_text()
    with person.served.writing() as session:
        connection = session.connection()
        made = account(connection, role)
        if has_factor:
            factors.switch_on(connection, made, uuid4().hex, 0, [made * 2])
        token = learners.come_back(connection, WORLD, made, lasts).token
        here = Visit.token_hash == token_hash(token)
        connection.execute(update(Visit).where(here).values(started_at=WORLD.now() - ago))
        note(connection, WORLD, key, Deed(made, "sign-in"))
        note(connection, WORLD, key, Deed("terminal", "role", made, role))
    person.page.context.add_cookies([{"name": "emm", "value": token, "url": person.served.address}])
    return made


def somebody(person: Visitor, role: Role) -> str:
    """Make an account, and return its id."""
    with person.served.writing() as session:
        return account(session.connection(), role)


def open_set_up(person: Visitor) -> None:
    """Open the page that makes the first administrator; there is none."""
    with person.served.writing() as session:
        session.execute(delete(Account).where(Account.role == "admin"))
    person.open("/set-up")


def open_invitation(person: Visitor) -> None:
    """Open the link of somebody who is invited."""
    with person.served.writing() as session:
        made = staff.invite(session.connection(), WORLD, f"zoe {uuid4().hex[:6]}", "author")
        link = passes.make_link(session.connection(), WORLD, made, "invite")
    person.open(f"/en/invitation?code={link.secret}")


@scene("the first administrator is made")
def _set_up(person: Visitor) -> None:
    open_set_up(person)


@scene("the first administrator is not made yet", "422")
def _set_up_wrong(person: Visitor) -> None:
    open_set_up(person)
    person.page.get_by_label("Username", exact=True).fill("..")
    press(person, "Make the administrator")


@scene("administration")
def _administration(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin")


@scene("the courses, as the staff sees them")
def _content(person: Visitor) -> None:
    enter(person, "author", has_factor=False)
    person.open("/admin/content")


@scene("people")
def _people(person: Visitor) -> None:
    enter(person, "admin")
    for role in ("author", "facilitator", "learner"):
        somebody(person, role)
    person.open("/admin/people")


@scene("people, long after signing in")
def _people_later(person: Visitor) -> None:
    enter(person, "admin", ago=timedelta(hours=1))
    person.open("/admin/people?q=nobody+of+this+name")


@scene("an invitation that cannot be made", "422")
def _invite_wrong(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/people")
    press(person, "Make a link")


@scene("a link to hand over")
def _link(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/people")
    person.page.get_by_label("Username", exact=True).fill(f"noor {uuid4().hex[:6]}")
    person.tap(person.page.locator("label[for=role-author]"))
    press(person, "Make a link")


@scene("a code to read out")
def _code(person: Visitor) -> None:
    enter(person, "admin")
    person.open(f"/admin/people/{somebody(person, 'learner')}")
    press(person, "Make a one-time sign-in code")


@scene("an account with all that can be done")
def _person(person: Visitor) -> None:
    enter(person, "admin")
    other = somebody(person, "author")
    with person.served.writing() as session:
        factors.switch_on(session.connection(), other, uuid4().hex, 0, [other * 2])
        learners.come_back(session.connection(), WORLD, other, "staff")
    person.open(f"/admin/people/{other}")


@scene("an account that is closed")
def _closed(person: Visitor) -> None:
    enter(person, "admin")
    other = somebody(person, "learner")
    with person.served.writing() as session:
        staff.close(session.connection(), WORLD, other)
    person.open(f"/admin/people/{other}")


@scene("an account that is not deleted yet", "422")
def _not_deleted(person: Visitor) -> None:
    enter(person, "admin")
    person.open(f"/admin/people/{somebody(person, 'learner')}")
    press(person, "Delete this account")


@scene("one's own account")
def _own(person: Visitor) -> None:
    person.open(f"/admin/people/{enter(person, 'admin')}")


@scene("the audit list")
def _audit(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/audit")


@scene("a page for others", "403")
def _others(person: Visitor) -> None:
    enter(person, "author", has_factor=False)
    person.open("/admin/people")


@scene("the second factor, to be set up")
def _factor(person: Visitor) -> None:
    enter(person, "author", has_factor=False)
    person.open("/admin/second-factor")


@scene("the second factor, which administrators need", "422")
def _factor_needed(person: Visitor) -> None:
    enter(person, "admin", has_factor=False)
    person.open("/admin/second-factor")
    person.page.get_by_label("Code", exact=True).fill("000000")
    press(person, "Switch it on")


@scene("the second factor, on")
def _factor_on(person: Visitor) -> None:
    enter(person, "author")
    person.open("/admin/second-factor")


@scene("recovery codes")
def _recovery(person: Visitor) -> None:
    enter(person, "author")
    person.open("/admin/second-factor")
    press(person, "Make new recovery codes")


@scene("confirm who you are", "422")
def _confirm(person: Visitor) -> None:
    enter(person, "admin")
    person.open("/admin/confirm?next=/admin/people")
    press(person, "Confirm")


@scene("confirm who you are, before a form is sent")
def _confirm_first(person: Visitor) -> None:
    made = enter(person, "admin")
    person.open("/admin/people")
    with person.served.writing() as session:
        earlier = WORLD.now() - timedelta(minutes=20)
        session.execute(update(Visit).where(Visit.learner_id == made).values(started_at=earlier))
    person.page.get_by_label("Username", exact=True).fill("noor")
    person.tap(person.page.locator("label[for=role-author]"))
    press(person, "Make a link")


@scene("the code after the password")
def _second(person: Visitor) -> None:
    made = enter(person, "author")
    with person.served.writing() as session:
        name = staff.person(session.connection(), made).name
    person.page.context.clear_cookies()
    person.open("/en/sign-in")
    person.tap(person.page.locator("label[for=way-password]"))
    person.page.get_by_label("Username", exact=True).fill(name)
    person.page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(person, "Sign in")


@scene("an invitation")
def _invitation(person: Visitor) -> None:
    open_invitation(person)


@scene("an invitation with a weak password", "422")
def _weak(person: Visitor) -> None:
    open_invitation(person)
    person.page.get_by_label("Password", exact=True).fill("short")
    press(person, "Save and sign in")


@scene("a link that is over", "404")
def _over(person: Visitor) -> None:
    person.open("/en/invitation?code=used")


@scene("a password that is not changed yet", "422")
def _password(person: Visitor) -> None:
    enter(person, "author", has_factor=False)
    person.open("/en/save")
    person.tap(person.page.locator("summary"))
    press(person, "Save new password")
