"""Certificates, and the page on which they are checked."""

from playwright.sync_api import expect
from sqlalchemy import delete, update

from emm.content.catalog import Catalog
from emm.learning import learners
from emm.store.certificates import Certificate
from emm.store.tries import Tries
from emm.world import World
from tests.browser.scenes.assessment import press
from tests.browser.scenes.scene import scene
from tests.browser.servers import ROOT
from tests.browser.visitor import Visitor
from tests.support.passing import finish, sit

MAKE = "/en/c/international-cooperation/certificate"
NAME = "Amina Diallo"
LONG = "Wilhelmina Alexandrowna Featherstonehaugh-Bartholomew von und zu Hohenlohe"


def earn(person: Visitor, *, sits: bool = True) -> None:
    """Let somebody come back who has done all lessons and, unless that is still to come, passed the assessment."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    course, world = catalog.course("international-cooperation", "en"), World()
    with person.served.writing() as session:
        session.execute(delete(Tries))
        visit = learners.begin(session.connection(), world, seed=0)
        finish(session.connection(), visit.learner.id, course, world.now())
        if sits:
            sit(session.connection(), visit.learner.id, course, world.now())
    person.page.context.add_cookies([{"name": "emm", "value": visit.token, "url": person.served.address}])


def make(person: Visitor, name: str = NAME) -> str:
    """Make the certificate and return its code."""
    earn(person)
    person.open(MAKE)
    person.page.locator("#name").fill(name)
    press(person, "Make my certificate")
    expect(person.page.locator(".holder")).to_have_text(name)
    return person.path.rpartition("/")[2]


def make_nameless(person: Visitor) -> None:
    """Make the certificate without handing over a name."""
    earn(person)
    person.open(MAKE)
    press(person, "Make it without my name")


def withdraw(person: Visitor, code: str) -> None:
    """Withdraw it, as somebody does who runs the site."""
    with person.served.writing() as session:
        values = {"withdrawn_on": World().now().date(), "reason": "Issued to the wrong person."}
        session.execute(update(Certificate).where(Certificate.code == code).values(values))


def check(person: Visitor, code: str) -> None:
    """Type a code on the check page."""
    person.open("/en/verify")
    person.page.locator("#code").fill(code)
    press(person, "Check")


@scene("certificate, what is missing", site="real")
def _missing(person: Visitor) -> None:
    person.open(MAKE)


@scene("certificate, asking for the name", site="real")
def _asking(person: Visitor) -> None:
    earn(person)
    person.open(MAKE)


@scene("certificate, name refused", "422", site="real")
def _refused(person: Visitor) -> None:
    earn(person)
    person.open(MAKE)
    person.page.locator("#name").fill("https://evil.example")
    press(person, "Make my certificate")
    expect(person.page.locator(".err-msg")).to_be_visible()


@scene("certificate", site="real")
def _made(person: Visitor) -> None:
    make(person)


@scene("certificate, long name", site="real")
def _long(person: Visitor) -> None:
    make(person, LONG)


@scene("certificate, name shown", site="real")
def _shown(person: Visitor) -> None:
    make(person)
    press(person, "Show my name to everybody with the code")


@scene("certificate, new name refused", "422", site="real")
def _not_renamed(person: Visitor) -> None:
    make(person)
    person.page.locator("#name").fill("x" * 90)
    press(person, "Change the name")


@scene("certificate without a name", site="real")
def _nameless(person: Visitor) -> None:
    make_nameless(person)


@scene("certificate without a name, for one print", site="real")
def _once(person: Visitor) -> None:
    make_nameless(person)
    person.page.locator("#name").fill(NAME)
    press(person, "Show it with this name")
    expect(person.page.locator(".holder")).to_have_text(NAME)


@scene("my progress with a certificate", site="real")
def _mine(person: Visitor) -> None:
    make(person)
    person.open("/en/me")


@scene("certificate withdrawn", site="real")
def _withdrawn(person: Visitor) -> None:
    withdraw(person, make(person))
    person.page.reload()


@scene("checking", site="real")
def _form(person: Visitor) -> None:
    person.open("/en/verify")


@scene("checking, valid", site="real")
def _valid(person: Visitor) -> None:
    check(person, make(person))


@scene("checking, valid with name", site="real")
def _valid_with_name(person: Visitor) -> None:
    code = make(person, LONG)
    press(person, "Show my name to everybody with the code")
    check(person, code)


@scene("checking, match", site="real")
def _match(person: Visitor) -> None:
    check(person, make(person))
    person.page.locator("#name").fill("amina diallo")
    press(person, "Compare")
    expect(person.page.locator(".match")).to_contain_text("Match.")


@scene("checking, no match", site="real")
def _no_match(person: Visitor) -> None:
    check(person, make(person))
    person.page.locator("#name").fill("Somebody Else")
    press(person, "Compare")
    expect(person.page.locator(".match")).to_contain_text("No match.")


@scene("checking, unknown code", "404", site="real")
def _unknown(person: Visitor) -> None:
    earn(person)
    check(person, "2222-2222-2222")


@scene("checking, withdrawn", site="real")
def _checked_withdrawn(person: Visitor) -> None:
    code = make(person)
    withdraw(person, code)
    check(person, code)


@scene("checking, too often", "404", "429", site="real")
def _too_often(person: Visitor) -> None:
    earn(person)
    for _ in range(11):
        check(person, "2222-2222-2222")
    expect(person.page.locator(".err-msg")).to_contain_text("Please wait")
