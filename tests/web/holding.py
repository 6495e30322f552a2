"""Learners who earn and hold certificates, with a look behind the site."""

from collections.abc import Callable

from flask import Flask

from emm.content.catalog import Catalog
from emm.content.model import Course
from emm.learning import certificates, learners
from emm.learning.certificates import Certificate
from emm.rendering import day, locale_for
from emm.store.engine import writing
from emm.web.database import db
from tests.conftest import Site
from tests.support.client import Page, PageClient
from tests.support.passing import finish, sit

COURSE = "/en/c/sample"
MAKE = f"{COURSE}/certificate"
NAME = "Amina Diallo"


class Holder:
    """Somebody in front of the site, with a look behind it."""

    def __init__(self, app: Flask, site: Site, catalog: Catalog) -> None:
        """Begin as a learner who has done nothing."""
        self.app, self.site, self.catalog = app, site, catalog
        self.client = PageClient(app.test_client())
        with app.app_context(), writing(db.engine) as connection:
            visit = learners.begin(connection, site.world, seed=0)
        self.id, self.token = visit.learner.id, visit.token
        secure = app.extensions["emm"].settings.secure
        self.client.client.set_cookie("__Host-emm" if secure else "emm", self.token, secure=secure)

    @property
    def course(self) -> Course:
        """The course as it is now."""
        return self.catalog.course("sample", "en")

    def earns(self, **sitting: object) -> "Holder":
        """Let them have done everything."""
        with self.app.app_context(), writing(db.engine) as connection:
            finish(connection, self.id, self.course, self.site.world.now())
            sit(connection, self.id, self.course, self.site.world.now(), **sitting)  # type: ignore[arg-type]
        return self

    def makes(self, **form: str) -> Page:
        """Ask for the certificate; return the page that comes."""
        return self.client.post(MAKE, form or {"name": NAME})

    def kept(self) -> tuple[Certificate, ...]:
        """Return what the tables hold."""
        with self.app.app_context(), db.engine.connect() as connection:
            return certificates.of_learner(connection, self.id)

    @property
    def today(self) -> str:
        """The day as pages write it; the clock of the site goes on from test to test."""
        return day(self.site.world.time, locale_for("en"))

    @property
    def own(self) -> str:
        """The address of their page."""
        (certificate,) = self.kept()
        return f"/en/certificate/{certificate.code}"


Somebody = Callable[..., Holder]
"""Makes a new learner, on a site with the public address that is given."""
