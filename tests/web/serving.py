"""The site on other courses than the sample course."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from emm.web import create_app
from emm.web.database import db
from tests.conftest import Site
from tests.support import courses


@contextmanager
def serving(site: Site, content: Path) -> Iterator[Site]:
    """Serve the courses in a folder from the database of the site under test."""
    catalog = courses.read(content)
    app = create_app(replace(site.settings, content=content), world=site.world, catalog=catalog)
    yield Site(app, site.settings, site.world, catalog)
    with app.app_context():
        db.engine.dispose()
