"""`emm serve`: the site, ready for learners."""

import os
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import click
from flask import Flask
from gunicorn.app.base import BaseApplication
from sqlalchemy.exc import DBAPIError

from emm.cli import processors
from emm.cli.apart import apart
from emm.cli.backup import back_up_apart
from emm.cli.evenly import Seats
from emm.cli.memory import collect_as_usual, give_large_pieces_back, offer_oneself
from emm.cli.worker import PatientWorker
from emm.content.catalog import Catalog
from emm.content.kept import Kept
from emm.errors import Unavailable
from emm.learning import first_start
from emm.settings import Settings, from_environment, key_in_force
from emm.upkeep import opening
from emm.upkeep.site import Site, hold
from emm.web import backing_up, create_app, daily, watching
from emm.web.database import db
from emm.web.place import kept_courses, site_of
from emm.web.services import services
from emm.world import World

ACCESS = "%(m)s %(U)s %(s)s %(B)s %(L)s"
"""Method, path, status, bytes, seconds: nothing about the person."""
SLOW_REQUEST = 30
LOOK_EVERY = 0.5
"""Seconds between two looks at the content folder; one look costs well under a millisecond."""
OWNER_ONLY = 0o077
"""What is kept about learners can be read by the owner of the files and nobody else."""
GRACE = 10
"""Seconds that running requests may take when the server stops."""


class Server(BaseApplication):
    """Gunicorn with our settings; the application is made once and shared by all workers."""

    def __init__(self, app: Flask, catalog: Catalog, options: dict[str, Any], *, backs_up: bool) -> None:
        """Keep what the workers need."""
        self._backs_up = backs_up
        self._app = app
        self._catalog = catalog
        self._options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)
        self.cfg.set("post_worker_init", self._begin_work)
        self.cfg.set("on_exit", self._end)

    def load(self) -> Flask:
        """Return the application as it lives for as long as the server, set aside from garbage collection.

        Workers share its memory instead of copying what a collection touches, and what the first reader of each
        language needs is made before there are workers.
        """
        self._read_first()
        collect_as_usual()
        return self._app

    def _read_first(self) -> None:
        """Ask for the first pages that a reader meets, so that templates are compiled and words are loaded."""
        reader = self._app.test_client()
        for language in self._catalog.languages:
            reader.get(f"/{language}/")
            for course in self._catalog.courses(language)[:1]:
                reader.get(course.address)
                reader.get(course.lessons[0].address)
        with self._app.app_context():
            db.engine.dispose()  # no connection may be open when the workers come about

    def _end(self, _server: object) -> None:
        # The last connection that is closed leaves the database in one file. Workers end at the same moment, and each
        # would leave that to the other.
        with self._app.app_context(), suppress(DBAPIError):
            services().wipe()
            db.engine.dispose()

    def _begin_work(self, _worker: object) -> None:
        offer_oneself()
        # Connections and threads do not survive the fork, so each worker makes its own.
        with self._app.app_context():
            db.engine.dispose(close=False)
        self._catalog.watch(LOOK_EVERY)
        watching.begin(self._app)
        backing_up.back_up_by(self._app, back_up_apart)
        daily.begin(self._app, back_up=back_up_apart if self._backs_up else None)


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on; 0.0.0.0 for all.")
@click.option("--port", default=8000, show_default=True, help="Port to listen on.")
@click.option("--access-log", is_flag=True, help="Print a line for each request, without anything about the person.")
def serve(host: str, port: int, access_log: bool) -> None:
    """Bring the database up to date, check the content, and serve the site.

    Example: emm serve --host 0.0.0.0 --port 8000
    """
    os.umask(OWNER_ONLY)
    give_large_pieces_back()
    settings = from_environment()
    settings.data.mkdir(parents=True, exist_ok=True)
    site = site_of(settings)
    held = hold(site) if site.mark.exists() else None  # a restore that is running ends first
    apart(partial(_make_ready, site, key_in_force(settings)))
    held = held or hold(site)
    kept = kept_courses(settings)
    catalog = Catalog(settings.content, kept=kept)
    _compile_new(catalog, kept, min(settings.workers, os.cpu_count() or 1))
    catalog.load()
    kept.drop_others()
    _report(catalog)
    catalog.watch(LOOK_EVERY)  # here too: a worker that has to be replaced begins with what is served now
    app = create_app(settings, catalog=catalog)
    _forget_again(app)
    address = f"http://{host}:{port}"
    _tell_set_up_code(app, settings.public_url or address)
    click.echo(f"Serving on {address}/")
    options = _options(settings, host, port, access_log)
    Server(app, catalog, options, backs_up=settings.backups > 0).run()


def _make_ready(site: Site, secret: str) -> None:
    for line in opening.made_ready(site, World(), secret):
        click.echo(line)


def _compile_new(catalog: Catalog, kept: Kept, processes: int) -> None:
    """Compile what this version of the program has not met, side by side and without a trace in the server's memory."""
    new = [folder for folder in catalog.folders() if not kept.knows(folder)]
    if new:
        click.echo(f"Courses to compile: {len(new)}; from the next start on they are there")
    shares = [new[first::processes] for first in range(min(processes, len(new)))]
    with suppress(SystemExit):  # the server does itself what could not be done here
        apart(*(partial(_compile, kept, share) for share in shares))


def _compile(kept: Kept, folders: Sequence[Path]) -> None:
    offer_oneself()
    collect_as_usual()  # what is left behind by each course is more than what stays
    for folder in folders:
        kept.compile_course(folder)


def _forget_again(app: Flask) -> None:
    """Before anybody is served: who asked to be deleted does not come back with an older database."""
    with app.app_context():
        count = daily.forget_again()
        db.engine.dispose()  # workers make connections of their own
    if count:
        click.echo(f"Deleted again: {count} learners who had asked for it, and whom a restored database brought back")


def _tell_set_up_code(app: Flask, address: str) -> None:
    """While there is no administrator, print the code that makes one; before the workers begin, so only once."""
    code = None
    with app.app_context():
        with suppress(Unavailable), services().writing() as connection:  # lessons can be read all the same
            code = first_start.set_up_code(connection, services().world, services().key)
        db.engine.dispose()  # workers make connections of their own
    if code:
        click.echo(f"No administrator yet. Open {address}/set-up and type the code {code.code}")
        click.echo(f"It works once, until {code.ends_at:%H:%M} UTC. Or: emm people add NAME --role admin")


def _report(catalog: Catalog) -> None:
    for name, problem in catalog.problems:
        click.echo(f"{name}/{problem.path}:{problem.line}: {problem.code} {problem.message}", err=True)
    for language in catalog.languages:
        for course in catalog.courses(language):
            click.echo(f"Course: {course.title} ({language}, {len(course.lessons)} lessons, {course.minutes} min)")


def _options(settings: Settings, host: str, port: int, access_log: bool) -> dict[str, Any]:
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": settings.workers,
        "threads": settings.threads,
        "worker_class": PatientWorker,
        "pre_fork": partial(_before_fork, Seats(settings.workers)),
        "post_fork": processors.after_fork,
        "preload_app": True,
        "timeout": SLOW_REQUEST,
        "graceful_timeout": GRACE,
        "max_requests": 200_000,
        "max_requests_jitter": 20_000,
        "control_socket_disable": True,
        "loglevel": "warning",
        "accesslog": "-" if access_log else None,
        "access_log_format": ACCESS,
        "limit_request_line": 4094,
        "limit_request_fields": 60,
    }


def _before_fork(seats: Seats, server: Any, worker: Any) -> None:
    """Give a worker that is about to begin its processors and its seat; gunicorn's hook `pre_fork`."""
    processors.before_fork(server, worker)
    worker.seat = seats.free(other.seat.place for other in server.WORKERS.values())
