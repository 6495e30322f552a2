"""The lesson page, and all that a learner can do with its questions."""

from flask import Blueprint, Response, g, redirect, request
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import UnsupportedMediaType

from emm.content.model import Course, Lesson, Question
from emm.errors import Conflict, InvalidAnswer, NotFound, TooLarge
from emm.learning.answering import ACTIONS, Sent
from emm.learning.attempts import Exercise
from emm.learning.cards import Card
from emm.learning.lessons import LessonPage, Returned, lesson_page
from emm.learning.progress import mark_done
from emm.messages import Message, message
from emm.questions.contract import FormValues
from emm.web.context import html, page, page_skeleton, part
from emm.web.forms import ENVELOPE, QuestionForm
from emm.web.htmx import wants_fragment
from emm.web.identity import adopt_new_visit, current_learner, form_token, learner_for_writing, reader
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("lessons", __name__)

LONGEST_FIELD = 16 * 1024
"""Signs in one field of a form."""
FORM_TYPES = ("application/x-www-form-urlencoded", "multipart/form-data")
CLOSED = message("This question was answered before, perhaps in another window. This is what was saved.")


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
    return _whole(_page(course, lesson, request.args.get("q", "")))


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
    form, values = _form()
    if form.sure.data == "hint":  # text browsers do not know formaction: the button comes to the form's own address
        action = "hint"
    known = current_learner()
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, known, form.seed.data or 0)
            sent = Sent(form.key.data or "", values, sure=form.sure.data != "no")
            ACTIONS[action](connection, services().world, Exercise(learner.id, course, lesson, question), sent)
    except InvalidAnswer as mistake:
        return _again(course, lesson, question, values, mistake.message, 422)
    except Conflict:
        return _again(course, lesson, question, values, CLOSED, 409)
    adopt_new_visit()
    if wants_fragment():
        return _changed(_page(course, lesson, question.id))
    return redirect(f"{lesson.address}?q={question.id}#q-{question.id}", 303)


@blueprint.post("/<language>/c/<course_id>/<lesson_id>/done")
def done(language: str, course_id: str, lesson_id: str) -> ResponseReturnValue:
    """Note that the reader has finished a lesson without questions."""
    course = services().catalog.course(course_id, language)
    lesson = course.lesson(lesson_id)
    if lesson.graded:
        raise NotFound(f"lesson {lesson_id} is done by answering")
    form, _values = _form()
    known = current_learner()
    with services().writing() as connection:
        learner = learner_for_writing(connection, known, form.seed.data or 0)
        mark_done(connection, services().world, learner.id, course, lesson)
    adopt_new_visit()
    return redirect(f"{lesson.address}#next", 303)


def _page(course: Course, lesson: Lesson, spoken: str = "", returned: Returned | None = None) -> LessonPage:
    return lesson_page(
        services().reading(), services().world, reader(), course, lesson, spoken=spoken, returned=returned
    )


def _form() -> tuple[QuestionForm, FormValues]:
    """Return the envelope of the form that was sent, and the answer in it."""
    if request.mimetype not in FORM_TYPES:
        raise UnsupportedMediaType
    if any(len(value) > LONGEST_FIELD for value in request.form.values()):
        raise TooLarge("a field of the form")
    form = QuestionForm()
    form.validate()
    if form.seed.errors:
        form.seed.data = 0
    g.seed = form.seed.data or 0
    pairs = ((name, value) for name, value in request.form.items(multi=True) if name not in ENVELOPE)
    return form, FormValues.of(pairs)


def _again(
    course: Course, lesson: Lesson, question: Question, values: FormValues, error: Message, status: int
) -> Response:
    """Show the form again, filled in, with what was wrong."""
    shown = _page(course, lesson, question.id, Returned(question.id, values, error))
    return _changed(shown, status) if wants_fragment() else _whole(shown, status)


def _whole(shown: LessonPage, status: int = 200) -> Response:
    """Return the lesson as a page: the text that is everybody's, filled with what is the reader's own."""
    skeleton = page_skeleton("lessons/show.html", shown.lesson.address, course=shown.course, lesson=shown.lesson)
    return html(skeleton.filled(_own(shown, shown.cards)), status)


def _changed(shown: LessonPage, status: int = 200) -> Response:
    """Return only what an answer changes: the card, the line about progress, and the way on."""
    own = _own(shown, (shown.spoken,) if shown.spoken else ())
    names = [shown.spoken.id] if shown.spoken else []
    return html("".join(own[name] for name in (*names, "standing", "next")), status)


def _own(shown: LessonPage, cards: tuple[Card, ...]) -> dict[str, str]:
    """Return what is the reader's own on the page, by the names of the places it belongs to."""
    token, key = form_token(), services().world.new_id()
    own = {
        "standing": part("lessons/_standing.html", standing=shown.standing).filled({}),
        "next": part("lessons/_onward.html", onward=shown.onward).filled({"token": token}),
    }
    for number, card in enumerate(cards):
        place = {"token": token, "key": f"{key}-{number}"}
        own[card.id] = part("questions/_card.html", keep=card.is_common, card=card).filled(place)
    if shown.welcome:
        own["welcome"] = part("lessons/_welcome.html", keep=False, welcome=shown.welcome).filled({})
    if shown.spoken:
        own["outcome"] = part("questions/_outcome.html", keep=False, card=shown.spoken).filled({})
    if shown.spoken and shown.spoken.error:
        own["problem"] = part("questions/_problem.html", keep=False, card=shown.spoken).filled({})
    return own
