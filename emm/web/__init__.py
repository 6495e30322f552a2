"""The browser's side: one application, wired from top to bottom."""

from importlib.metadata import version
from urllib.parse import urlsplit

from flask import Flask, Response, abort, request
from werkzeug.middleware.proxy_fix import ProxyFix

from emm.content.catalog import Catalog
from emm.credentials import keyfile
from emm.rendering import Renderer, Site, folder
from emm.settings import Settings, key_in_force
from emm.web import preview
from emm.web.alike import init_learners_front
from emm.web.backing_up import init_backing_up
from emm.web.choices import Choices
from emm.web.compression import init_compression
from emm.web.context import asset_addresses, init_context, languages
from emm.web.database import init_database
from emm.web.due import init_due
from emm.web.errors import init_errors
from emm.web.htmx import init_htmx
from emm.web.identity import init_identity
from emm.web.notice import init_notice
from emm.web.pages import (
    administration,
    assessment,
    beginning,
    catalogue,
    certificates,
    checking,
    courses,
    data,
    entering,
    factor,
    invitation,
    keeping,
    keys,
    lessons,
    me,
    people,
    preferences,
    proving,
    reference,
    review,
    site,
    site_settings,
    status,
    topics,
)
from emm.web.place import kept_courses
from emm.web.public import init_public_pages
from emm.web.security import init_security
from emm.web.services import Services, init_services
from emm.web.watching import init_watching
from emm.world import World

FAMILIES = (
    status,
    catalogue,
    courses,
    lessons,
    topics,
    review,
    assessment,
    certificates,
    checking,
    keys,
    keeping,
    entering,
    proving,
    me,
    preferences,
    reference,
    site,
    beginning,
    invitation,
    administration,
    factor,
    people,
    site_settings,
    data,
)
"""The modules of pages."""
BODY_LIMIT = 64 * 1024
"""Bytes in the body of a request."""
FIELD_LIMIT = 200
"""Fields in a form."""
OF_THIS_MACHINE = ("localhost", "127.0.0.1")
YEAR = 31_536_000
"""Seconds."""


def create_app(
    settings: Settings, *, world: World | None = None, catalog: Catalog | None = None, previews: bool = False
) -> Flask:
    """Return the application; the database must have its schema.

    `previews` adds the author's preview, which is for the author's own machine only.
    """
    app = Flask(__name__, static_folder=str(folder("static")))
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, MAX_FORM_PARTS=FIELD_LIMIT)
    app.config.update(TRUSTED_HOSTS=_hosts(settings))
    renderer = (preview.renderer if previews else Renderer)(_site(settings), asset_addresses())
    found = catalog or _loaded(settings)
    choices = Choices(settings, lambda chosen: renderer.rename(_site(chosen)))
    engine = init_database(app, settings.database)
    services = Services(choices, found, renderer, world or World(), key_in_force(settings), engine)
    init_services(app, services)
    keyfile.ensure(settings.data)  # made at the first start, not when the first certificate is asked for
    init_watching(app)
    init_compression(app)
    init_notice(app)
    init_htmx(app)
    init_identity(app)
    init_security(app)
    init_errors(app)
    init_context(app)
    init_due(app)
    init_backing_up(app)
    init_pages(app)
    init_static(app)
    if previews:
        preview.init_preview(app)
    else:
        init_public_pages(app, services)
        init_learners_front(app, services)
    if settings.trusted_proxies:
        count = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=count, x_proto=count, x_host=count)  # type: ignore[method-assign]
    return app


def init_pages(app: Flask) -> None:
    """Give the pages their addresses; one in a language that is not offered does not exist."""
    for family in FAMILIES:
        app.register_blueprint(family.blueprint)

    @app.url_value_preprocessor
    def refuse_unknown_languages(_endpoint: str | None, values: dict[str, str] | None) -> None:
        if values and "language" in values and values["language"] not in languages():
            abort(404)


def init_static(app: Flask) -> None:
    """Let browsers keep for a year what has its fingerprint in its address."""

    @app.after_request
    def keep_versioned_files(response: Response) -> Response:
        if request.endpoint == "static" and "v" in request.args and response.status_code in (200, 304):
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response


def _loaded(settings: Settings) -> Catalog:
    catalog = Catalog(settings.content, kept=kept_courses(settings))
    catalog.load()
    return catalog


def _hosts(settings: Settings) -> list[str] | None:
    """Return the names that requests may call the site by: its own, and for health checks this machine's.

    None, for any name, when the operator has not said what the site's address is.
    """
    name = urlsplit(settings.public_url).hostname
    return [name, *OF_THIS_MACHINE] if name else None


def _site(settings: Settings) -> Site:
    return Site(
        settings.site_name,
        settings.host_organization,
        settings.contact,
        version("emm"),
        reviews=settings.review,
        findable=settings.findable,
    )
