"""The lesson page, and all that a learner can do with its questions."""

from collections.abc import Callable, Sequence
from contextlib import nullcontext
from functools import partial

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.content.model import Course, Lesson
from emm.content.on_demand import SHOW, asked_of, media_of
from emm.errors import NotFound
from emm.learning import records
from emm.learning.answering import ACTIONS
from emm.learning.cards import Card
from emm.learning.lessons import LessonPage, Returned
from emm.learning.progress import mark_done
from emm.learning.records import Exercise, Record
from emm.rendering import Skeleton, place
from emm.web.context import DUE, filled, html, kept, page, page_skeleton, part, saves_data
from emm.web.forms import SentForm, question_form
from emm.web.htmx import wants_fragment
from emm.web.identity import adopt_writer, learner_for_writing, reader
from emm.web.public import public
from emm.web.reading import ACTED, FRAGMENT, PAGE, READING, Reading, tallies_for
from emm.web.sending_back import REFUSALS, send_back
from emm.web.services import services

blueprint = Blueprint("lessons", __name__)


@blueprint.get("/<language>/c/<course_id>/<lesson_id>")
@public
def show(language: str, course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Show a lesson with the reader's answers in it; `?q=` names the question that was just answered."""
    course = services().catalog.course(course_id, language)
    if lesson_id in course.moved:
        return redirect(course.lesson(course.moved[lesson_id]).address, 301)
    lesson = course.lesson(lesson_id)
    if lesson.problems:
        return page("lessons/broken.html", course=course, next=course.neighbours(lesson)[1])
    if (reading := request.environ.get(READING)) is not None:
        return _whole(reading)
    wanted = request.args.getlist(SHOW)
    if wanted and wants_fragment():
        return _on_demand(lesson, wanted)
    asked = request.args.get("q", "")
    return _whole(_reading(course, lesson, asked if any(asked == question.id for question in lesson.questions) else ""))


@blueprint.get("/<language>/c/<course_id>/q/<question_id>")
@blueprint.get("/<language>/c/<course_id>/q/<question_id>/<any(hint, show, again):action>")
def find(language: str, course_id: str, question_id: str, action: str = "") -> ResponseReturnValue:
    """Lead from the address that takes answers to the place of the question."""
    lesson, question = services().catalog.course(course_id, language).question(question_id)
    return redirect(f"{lesson.address}#q-{question.id}", 303)


@blueprint.post("/<language>/c/<course_id>/q/<question_id>")
@blueprint.post("/<language>/c/<course_id>/q/<question_id>/<any(hint, show, again):action>")
def act(language: str, course_id: str, question_id: str, action: str = "answer") -> ResponseReturnValue:
    """Do with the question what the form asks for, and show the question as it stands then."""
    course = services().catalog.course(course_id, language)
    lesson, question = course.question(question_id)
    form = question_form()
    try:
        record = _acted(course, question_id, form, action)
    except REFUSALS as refusal:
        return send_back(refusal, question.id, form.sent, partial(_again, course, lesson))
    if wants_fragment():
        return _changed(_reading(course, lesson, question.id, record=record))
    return redirect(f"{lesson.address}?q={question.id}#q-{question.id}", 303)


@blueprint.post("/<language>/c/<course_id>/<lesson_id>/done")
def done(language: str, course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Note that the reader has finished a lesson without questions."""
    course = services().catalog.course(course_id, language)
    lesson = course.lesson(lesson_id)
    if lesson.graded:
        raise NotFound(f"lesson {lesson_id} is done by answering")
    form = question_form()
    with services().writing() as connection:
        learner = learner_for_writing(connection, form.seed)
        mark_done(connection, services().world, learner.id, course, lesson)
    adopt_writer()
    return redirect(f"{lesson.address}#next", 303)


def _acted(course: Course, question_id: str, form: SentForm, action: str) -> Record:
    """Do what the form asks for, unless the front before the application has, and return the record with it.

    Raises what the act is refused with, there or here.
    """
    acted: Record | Exception | None = request.environ.get(ACTED)
    if isinstance(acted, Exception):
        raise acted
    if acted is not None:
        return acted
    act_on = ACTIONS["hint" if form.wants_hint else action]
    with services().writing() as connection:
        learner = learner_for_writing(connection, form.seed)
        exercise = Exercise(learner.id, course, *course.question(question_id))
        record = act_on(connection, services().world, exercise, form.sent)
    adopt_writer()
    return record


def _reading(
    course: Course, lesson: Lesson, spoken: str = "", returned: Returned | None = None, record: Record | None = None
) -> Reading:
    """Return what a page or fragment is made of; the record is read unless it has just been written."""
    who, read = reader(), services().reading
    known = records.read(read(), who.learner_id, course, lesson.questions) if record is None else record
    others = tallies_for(lambda: nullcontext(read()), course, lesson, known)
    return Reading(course, lesson, who, known, others, spoken, returned, _asked(lesson))


def _asked(lesson: Lesson) -> tuple[str, ...] | None:
    """Return which figures and recordings are sent at once, None when all are."""
    return asked_of(lesson, request.args.getlist(SHOW)) if saves_data() else None


def _again(course: Course, lesson: Lesson, returned: Returned, status: int) -> Response:
    """Show the form again, filled in, with what was wrong."""
    reading = _reading(course, lesson, returned.question_id, returned)
    return _changed(reading, status) if wants_fragment() else _whole(reading, status)


def _whole(reading: Reading, status: int = 200) -> Response:
    """Return the lesson as a page: the text that is everybody's, filled with what is the reader's own."""

    def page_of_reader() -> Skeleton:
        text = page_skeleton(
            "lessons/show.html", reading.lesson.address, reading.asked, course=reading.course, lesson=reading.sent
        )
        return text.filling(_own(reading.shown(services().world)))

    return _sent(PAGE, reading, page_of_reader, status)


def _on_demand(lesson: Lesson, wanted: Sequence[str]) -> Response:
    """Return the figure or recording that was asked for last."""
    media = media_of(lesson)
    if wanted[-1] not in media:
        raise NotFound(f"something to show in lesson {lesson.id}")
    found = media[wanted[-1]]
    return html(part(f"lessons/_{found.sort}.html", found.language, part=found))


def _changed(reading: Reading, status: int = 200) -> Response:
    """Return only what an answer changes: the card, the line about progress, and the way on."""

    def fragment() -> Skeleton:
        shown = reading.shown(services().world)
        card = _card(shown.spoken) if shown.spoken else ""
        return Skeleton.of(card + _standing(shown) + _onward(shown))

    return _sent(FRAGMENT, reading, fragment, status)


def _sent(sort: str, reading: Reading, make: Callable[[], Skeleton], status: int) -> Response:
    """Return what `make` returns, or what it returned for a reader who stood alike, with new keys in its forms."""
    key = reading.key(services().world.now().date())
    skeleton = make() if key is None else kept((sort, *key), make)
    return filled(skeleton, status)


def _own(shown: LessonPage) -> dict[str, str]:
    """Return what is the reader's own on the page, by the names of the places it belongs to."""
    own = {card.id: _card(card) for card in shown.cards}
    own |= {DUE: place(DUE), "standing": _standing(shown), "next": _onward(shown)}
    if shown.welcome:
        own["welcome"] = part("lessons/_welcome.html", welcome=shown.welcome)
    if shown.spoken:
        own["outcome"] = part("questions/_outcome.html", card=shown.spoken)
    if shown.spoken and shown.spoken.error:
        own["problem"] = part("questions/_problem.html", card=shown.spoken)
    return own


def _card(card: Card) -> str:
    return part("questions/_card.html", card.question.language, card=card)


def _standing(shown: LessonPage) -> str:
    return part("lessons/_standing.html", standing=shown.standing)


def _onward(shown: LessonPage) -> str:
    return part("lessons/_onward.html", onward=shown.onward)
