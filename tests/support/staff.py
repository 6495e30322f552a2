"""People who work for the site: with an account, an app that makes codes, and a browser."""

from functools import cache
from typing import Any

from emm.learning import accounts, factors, learners, passwords, staff
from emm.learning.rules.powers import Role
from emm.learning.rules.totp import STEP, code_at, step_of
from emm.learning.visits import Lasts
from emm.web.services import services
from tests.conftest import Site
from tests.support.client import Page
from tests.support.people import Person

PASSWORD = "nine quiet rivers run east"
ANOTHER_PASSWORD = "seven slow trains go north"


@cache
def password_hash() -> str:
    """Return the hash of `PASSWORD`, which takes its time once."""
    return passwords.hashed(PASSWORD)


class Member(Person):
    """Somebody of the staff who has just signed in; administrators have an app for codes."""

    def __init__(self, site: Site, name: str, role: Role, *, has_factor: bool | None = None) -> None:
        """Make the account past the pages."""
        super().__init__(site.app)
        self.site, self.name, self.role = site, name, role
        self.salt = f"{len(name):032x}" if (role == "admin" if has_factor is None else has_factor) else ""
        with site.app.app_context(), services().writing() as connection:
            self.id = staff.invite(connection, site.world, name, role)
            accounts.keep_password(connection, self.id, password_hash())
            if self.salt:
                factors.switch_on(connection, self.id, self.salt, 0, [self.id * 2])
        self.enter()

    def enter(self) -> None:
        """Sign in just now, past the pages."""
        lasts: Lasts = "browser" if self.role == "learner" else "staff"
        with self.site.app.app_context(), services().writing() as connection:
            self.token = learners.come_back(connection, self.site.world, self.id, lasts).token

    def app_code(self) -> str:
        """Return the code that the app shows, once it shows another one than before."""
        self.site.world.sleep(seconds=STEP)
        with self.site.app.app_context():
            return code_at(factors.secret_of(services().key, self.salt), step_of(self.site.world.time))

    def confirm(self, **fields: Any) -> Page:
        """Show who one is again."""
        return self.send("/admin/confirm", **(self.proof() | fields))

    def proof(self) -> dict[str, Any]:
        """Return the fields that show who one is."""
        return {"proof_password": PASSWORD} | ({"proof_code": self.app_code()} if self.salt else {})

    def act(self, person: "Member", act: str, *, status: int = 200, **fields: Any) -> Page:
        """Do something to somebody, by the form on their page."""
        return self.send(f"/admin/people/{person.id}", f"/admin/people/{person.id}/{act}", status=status, **fields)
