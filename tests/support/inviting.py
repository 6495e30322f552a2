"""Links and codes that administrators make, and those who follow them."""

from tests.conftest import Site
from tests.support.client import Page, words
from tests.support.people import Person
from tests.support.staff import ANOTHER_PASSWORD, Member


def secret(page: Page) -> str:
    """Return the link or the code that is shown this once."""
    return words(page.one("p", id="code")).removeprefix("http://localhost")


def invite(admin: Member, name: str = "noor", role: str = "author") -> str:
    return secret(admin.send("/admin/people", name=name, role=role))


def follow(site: Site, link: str, *, status: int = 200, password: str = ANOTHER_PASSWORD) -> tuple[Person, Page]:
    person = Person(site.app)
    return person, person.send(link, "/en/invitation", status=status, password=password)
