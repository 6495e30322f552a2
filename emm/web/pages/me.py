"""My progress, and all that people can do with their data: see them, take them along, delete them."""

import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.content.model import Course
from emm.errors import NotAllowed
from emm.learning import accounts, certificates, forgetting, staff, takeaway, visits
from emm.learning.accounts import NONE, Account
from emm.learning.certificates import Certificate
from emm.learning.learners import KnownLearner
from emm.learning.limiting import Limit
from emm.learning.merging import Added
from emm.learning.mine import MyCourse, my_courses
from emm.learning.reviewing import review_page
from emm.learning.staff import Refused
from emm.learning.visits import SignIn
from emm.messages import Message, message
from emm.web.access import with_own_data
from emm.web.arriving import noted
from emm.web.context import VARY, page, page_language
from emm.web.due import review_desk
from emm.web.forms import AccountForm, DeleteForm, account_form
from emm.web.identity import (
    adopt_writer,
    current_learner,
    current_token,
    form_token,
    keep_until_closed,
    leave,
    proof,
)
from emm.web.limits import admit
from emm.web.security import cleared
from emm.web.services import services

blueprint = Blueprint("me", __name__, url_prefix="/<language>/me")

DOWNLOADS = Limit("downloads", 6, timedelta(hours=1))
"""Copies of their data that one learner may make (S45)."""
DAYS = 4
"""The days of review that are told."""
CONFIRMATION = "DELETE"
"""What has to be typed before anything is deleted; it is the same word in all languages."""
NOT_TYPED = message("Type the word %(word)s to delete your data. Nothing was deleted.", word=CONFIRMATION)


@dataclass(frozen=True, slots=True)
class MyPage:
    """Everything on the page; for a visitor, nothing."""

    token: str
    is_known: bool
    courses: tuple[MyCourse, ...]
    first: Course | None
    """The course to begin with, where nothing was begun."""
    account: Account
    sign_ins: tuple[SignIn, ...]
    days: int
    """How long a device of its own is remembered after the last visit."""
    added: Added
    coming: tuple[tuple[date, int], ...]
    """The next days of review, and how many questions each has."""
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True, slots=True)
class DeletePage:
    """The last question before everything is deleted."""

    token: str
    word: str
    has_account: bool
    error: Message | None = None


@blueprint.get("")
def show(language: str) -> Response:
    """Show what the reader has done, how they come back, and what they can do with their data."""
    connection, learner = services().reading(), current_learner()
    courses = services().catalog.courses(language)
    listed = services().catalog.listed(language)
    return page(
        "me/show.html",
        page=MyPage(
            token=form_token(),
            is_known=learner is not None,
            courses=my_courses(connection, learner.id if learner else None, courses),
            first=listed[0] if listed and listed[0].lessons else None,
            account=accounts.account_of(connection, learner.id) if learner else NONE,
            sign_ins=visits.sign_ins(connection, services().world, learner.id, current_token()) if learner else (),
            days=services().settings.guest_days,
            added=_added(),
            coming=review_page(review_desk(language)).coming[:DAYS] if learner else (),
            certificates=certificates.of_learner(connection, learner.id) if learner else (),
        ),
    )


@blueprint.post("/shared")
def share(language: str) -> ResponseReturnValue:
    """Let this browser forget the reader when it is closed."""
    account_form(AccountForm)
    learner = _reader()
    with services().writing() as connection:
        keep_until_closed(connection, learner)
    adopt_writer()
    return redirect(f"/{language}/me#sign-ins", 303)


@blueprint.post("/sign-ins/<visit_id>/end")
def end(language: str, visit_id: str) -> ResponseReturnValue:
    """Sign another browser of the reader out; one that is not theirs, or signed out already, stays as it is."""
    account_form(AccountForm)
    learner = _reader()
    with services().writing() as connection:
        visits.close_one(connection, learner.id, visit_id)
    return redirect(f"/{language}/me#sign-ins", 303)


@blueprint.post("/download")
@with_own_data
def download(language: str) -> ResponseReturnValue:
    """Send all that is stored about the reader, as JSON and as a page to read, in one file."""
    account_form(AccountForm)
    learner = _reader()
    admit(DOWNLOADS, learner.id)
    found = takeaway.rows(services().reading(), learner.id)
    told = takeaway.stories(services().reading(), learner.id, services().catalog.courses(language))
    today = services().world.now().date()
    readable = services().renderer.render("me/take_away.html", page_language(), stories=told, tables=found, today=today)
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        archive.writestr("my-data.json", takeaway.as_json(found))
        archive.writestr("my-data.html", readable)
    response = Response(packed.getvalue(), mimetype="application/zip")
    response.headers.update({"Content-Disposition": f'attachment; filename="my-data-{today}.zip"', "Vary": VARY})
    return response


@blueprint.get("/delete")
def ask(language: str) -> ResponseReturnValue:
    """Ask whether everything shall be deleted."""
    learner = current_learner()
    if learner is None:
        return redirect(f"/{language}/me", 303)
    return page("me/delete.html", page=_question(learner))


@blueprint.post("/delete")
@with_own_data
def delete(language: str) -> ResponseReturnValue:
    """Delete everything about the reader, at once and in all files, when they have typed the word."""
    form = account_form(DeleteForm)
    learner = _reader()
    if form.word.data.strip().strip("\"'").upper() != CONFIRMATION:
        return page("me/delete.html", status=422, page=_question(learner, NOT_TYPED))
    with services().writing() as connection:
        staff.refuse_to_lose(connection, learner.id)
        if learner.role != "learner":
            noted(connection, learner.id, "delete", learner.id)
        forgetting.forget(connection, services().world, services().settings.data, learner.id)
    services().wipe()
    leave()
    return cleared(redirect(f"/{language}/me/deleted", 303))


@blueprint.errorhandler(Refused)
def tell_refused(refusal: Refused) -> Response:
    """Ask again, and say why nothing was deleted: somebody has to look after the site."""
    return page("me/delete.html", status=422, page=_question(_reader(), refusal.message))


@blueprint.get("/deleted")
def deleted(language: str) -> Response:
    """Say that nothing is left."""
    return page("me/deleted.html")


def _reader() -> KnownLearner:
    """Return the learner of this request; raise NotAllowed for a visitor, of whom nothing is stored."""
    learner = current_learner()
    if learner is None:
        raise NotAllowed("nothing is stored about a visitor")
    return learner


def _question(learner: KnownLearner, error: Message | None = None) -> DeletePage:
    return DeletePage(form_token(), CONFIRMATION, learner.has_account, error)


def _added() -> Added:
    """Return what signing in has just added, as the address says; nothing when the address is not ours."""
    text, _, shown = request.args.get("added", "").partition(".")
    if not hmac.compare_digest(shown.encode(), proof("added", text).encode()):
        return Added()
    return Added(*map(int, text.split("-")))
