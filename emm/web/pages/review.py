"""The review of today, practice at any time, and the days of review for a calendar."""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from flask import Blueprint, Response, abort, redirect, request
from flask.typing import ResponseReturnValue

from emm.learning import learners
from emm.learning.lessons import Returned
from emm.learning.preferences import CHOICES
from emm.learning.reviewing import beginning, question_page, review_days, review_page, round_of
from emm.learning.rules.recall import REST
from emm.messages import message
from emm.rendering import say, translations_for
from emm.web import icalendar
from emm.web.context import page
from emm.web.due import review_desk
from emm.web.forms import preferences_form, refuse_other_bodies
from emm.web.identity import adopt_writer, learner_for_writing, reader
from emm.web.public import public
from emm.web.rounds import shown, take
from emm.web.services import services

blueprint = Blueprint("review", __name__)

CHOSEN_HERE = ("questions", "review")
"""What can be chosen on the page itself."""
CALENDAR_ENTRY = message("Review, about 5 min")


@blueprint.get("/<language>/review")
@public
def show(language: str) -> Response:
    """Show what waits today and what comes next."""
    first = next(iter(services().catalog.listed(language)), None)
    return page("review/show.html", page=review_page(review_desk(language)), first=first)


@blueprint.post("/<language>/review")
def choose(language: str) -> ResponseReturnValue:
    """Keep how many questions there are on one day, or that there are any."""
    refuse_other_bodies()
    form = preferences_form(one for one in CHOICES if one.name in CHOSEN_HERE and one.name in request.form)
    form.process(request.form)
    if not form.validate():
        abort(422)
    with services().writing() as connection:
        learner = learner_for_writing(connection, services().world.new_seed())
        learners.choose(connection, learner, replace(learner.preferences, **form.data))
    adopt_writer()
    return redirect(f"/{language}/review", 303)


@blueprint.get("/<language>/review/days.ics")
def days(language: str) -> Response:
    """Send the days of review of the next two months as a calendar file."""
    here = review_desk(language)
    entry = say(CALENDAR_ENTRY, translations_for(language))
    root = services().settings.public_url or request.host_url
    series = icalendar.Series(review_days(here), entry, f"{root.rstrip('/')}{here.home}", request.host)
    response = Response(icalendar.calendar(series, here.now), mimetype=icalendar.MIMETYPE)
    response.headers["Content-Disposition"] = 'attachment; filename="review.ics"'
    return response


@blueprint.get("/<language>/review/more/<int:began>")
def practise(language: str, began: int) -> ResponseReturnValue:
    """Lead to the next question of a round of practice."""
    here = review_desk(language)
    left = round_of(here, _practice(here.now, began)).left
    return redirect(left[0].address if left else here.home, 303)


@blueprint.get("/<language>/review/<course_id>/<question_id>")
@blueprint.get("/<language>/review/<course_id>/<question_id>/<any(hint):action>")
@blueprint.get("/<language>/review/more/<int:began>/<course_id>/<question_id>")
@blueprint.get("/<language>/review/more/<int:began>/<course_id>/<question_id>/<any(hint):action>")
def ask(
    language: str, course_id: str, question_id: str, action: str = "", began: int | None = None
) -> ResponseReturnValue:
    """Ask a question of today's review or of a round of practice, or show what became of it."""
    return _shown(language, course_id, question_id, began)


@blueprint.post("/<language>/review/<course_id>/<question_id>")
@blueprint.post("/<language>/review/<course_id>/<question_id>/<any(hint):action>")
@blueprint.post("/<language>/review/more/<int:began>/<course_id>/<question_id>")
@blueprint.post("/<language>/review/more/<int:began>/<course_id>/<question_id>/<any(hint):action>")
def answer(
    language: str, course_id: str, question_id: str, action: str = "recall", began: int | None = None
) -> ResponseReturnValue:
    """Keep what the learner recalled, and show it beside the answer."""
    course, now = services().catalog.course(course_id, language), services().world.now()
    since = _practice(now, began) or beginning(now)
    return take(course, question_id, action, since, partial(_shown, language, course_id, question_id, began))


def _shown(
    language: str,
    course_id: str,
    question_id: str,
    began: int | None,
    returned: Returned | None = None,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the question on its page; the way leads back to the review when it is not asked now."""
    here, course = review_desk(language), services().catalog.course(course_id, language)
    asked = question_page(here, reader(), course, question_id, _practice(here.now, began), returned)
    if asked is None:
        return redirect(here.home, 303)
    return shown("review/question.html", "review/_question.html", asked, status)


def _practice(now: datetime, began: int | None) -> datetime | None:
    """Return when a round of practice began; a round ends with the sitting, so that is not long ago."""
    if began is None:
        return None
    earliest = now - REST
    is_recent = earliest.timestamp() <= began <= now.timestamp()
    return datetime.fromtimestamp(began, UTC) if is_recent else earliest
