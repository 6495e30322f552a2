"""The final assessment: begun, answered one question after another, checked, sent, and its result."""

from functools import partial

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from emm.content.model import Course
from emm.errors import Conflict, InvalidAnswer, NotFound
from emm.learning import beginning, records, sittings
from emm.learning.assessing import (
    CheckPage,
    PracticePage,
    QuestionPage,
    StartPage,
    following,
    practice_of,
    result_page,
)
from emm.learning.beginning import Retake, retake_of
from emm.learning.lessons import Returned
from emm.learning.progress import open_lessons
from emm.learning.rounds import Round
from emm.learning.rounds import asked as asked_in
from emm.learning.sittings import History, Sitting
from emm.rendering import Skeleton, place
from emm.web.context import DUE, filled, page, page_skeleton, part
from emm.web.forms import question_form, sitting_number
from emm.web.identity import adopt_writer, learner_for_writing, reader
from emm.web.rounds import shown, take
from emm.web.services import services

blueprint = Blueprint("assessment", __name__, url_prefix="/<language>/c/<course_id>/assessment")


@blueprint.get("")
def show(language: str, course_id: str) -> Response:
    """Say what the final assessment is, and lead into it, on with it, or to what has to be done before."""
    return _start(_course(language, course_id))


@blueprint.post("")
def begin(language: str, course_id: str) -> ResponseReturnValue:
    """Begin a sitting, or go on with the one that is open, however often it is pressed."""
    course = _course(language, course_id)
    form = question_form()
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, form.seed)
            sitting = beginning.begin(connection, services().world, learner.id, course)
    except Conflict:
        return _start(course, 409)
    adopt_writer()
    return redirect(following(course, sitting), 303)


@blueprint.get("/<int:place>")
def ask(language: str, course_id: str, place: int) -> ResponseReturnValue:
    """Show one question of the open sitting."""
    course = _course(language, course_id)
    sitting = _open(course)
    if sitting is None:
        return redirect(course.assessment_address, 303)
    return _question(QuestionPage(course, sitting, sitting.item(place), reader().seed))


@blueprint.post("/<int:place>")
def answer(language: str, course_id: str, place: int) -> ResponseReturnValue:
    """Keep the answer to a question, and go on to the next one that has none."""
    course = _course(language, course_id)
    form, number = question_form(), sitting_number()
    values = form.sent.values
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, form.seed)
            sitting = sittings.save(connection, services().world, learner.id, course, number, place, values)
    except InvalidAnswer as mistake:
        sitting = _history(course).sitting(number)
        item = sitting.item(place)
        again = QuestionPage(course, sitting, item, reader().seed, values, mistake.message, mistake.field)
        return _question(again, 422)
    except Conflict:
        return _start(course, 409, came_late=True)
    adopt_writer()
    return redirect(following(course, sitting, place), 303)


@blueprint.get("/check")
def check(language: str, course_id: str) -> ResponseReturnValue:
    """List the questions with and without an answer, before they are sent."""
    course = _course(language, course_id)
    sitting = _open(course)
    if sitting is None:
        return redirect(course.assessment_address, 303)
    return page("assessment/check.html", page=CheckPage(course, sitting))


@blueprint.post("/send")
def send(language: str, course_id: str) -> ResponseReturnValue:
    """End the sitting and grade it, once, however often it is pressed."""
    course = _course(language, course_id)
    number = sitting_number()
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, 0)
            sittings.send(connection, services().world, learner.id, course, number)
    except Conflict:
        return _start(course, 409, came_late=True)
    adopt_writer()
    return redirect(f"{course.assessment_address}/result/{number}", 303)


@blueprint.get("/result/<int:number>")
def result(language: str, course_id: str, number: int) -> Response:
    """Show what came of a sitting that was sent."""
    course = _course(language, course_id)
    history = _history(course)
    sitting = history.sitting(number)
    if not sitting.is_sent:
        raise NotFound(f"result of sitting {number}")
    retake = retake_of(services().reading(), reader().learner_id, course, history, services().world.now())
    return page("assessment/result.html", page=result_page(course, sitting, history, retake, reader().seed))


@blueprint.get("/over")
def ask_to_start_over(language: str, course_id: str) -> ResponseReturnValue:
    """Ask whether the answers of the open sitting shall be thrown away."""
    course = _course(language, course_id)
    sitting = _open(course)
    if sitting is None:
        return redirect(course.assessment_address, 303)
    return page("assessment/over.html", page=CheckPage(course, sitting))


@blueprint.post("/over")
def start_over(language: str, course_id: str) -> ResponseReturnValue:
    """Leave the open sitting and begin another one."""
    course = _course(language, course_id)
    number = sitting_number()
    with services().writing() as connection:
        learner = learner_for_writing(connection, 0)
        sittings.leave(connection, services().world, learner.id, course, number)
        sitting = beginning.begin(connection, services().world, learner.id, course)
    adopt_writer()
    return redirect(following(course, sitting), 303)


@blueprint.get("/practice")
def practise(language: str, course_id: str) -> ResponseReturnValue:
    """Lead to the next question of the practice that opens a new attempt."""
    course = _course(language, course_id)
    left = _practice(course)[0].left
    return redirect(left[0].address if left else course.assessment_address, 303)


@blueprint.get("/practice/<question_id>")
@blueprint.get("/practice/<question_id>/<any(hint):action>")
def ask_again(language: str, course_id: str, question_id: str, action: str = "") -> ResponseReturnValue:
    """Ask a question of the practice, or show what became of it."""
    return _asked_again(language, course_id, question_id)


@blueprint.post("/practice/<question_id>")
@blueprint.post("/practice/<question_id>/<any(hint):action>")
def answer_again(language: str, course_id: str, question_id: str, action: str = "recall") -> ResponseReturnValue:
    """Keep what was answered in practice, and show it beside the answer."""
    course = _course(language, course_id)
    _round, retake = _practice(course)
    if retake.since is None or question_id not in {question.id for question in retake.questions}:
        raise NotFound(f"question {question_id} in practice")
    show_it = partial(_asked_again, language, course_id, question_id)
    return take(course, question_id, action, retake.since, show_it, only_known=False)


def _asked_again(
    language: str, course_id: str, question_id: str, returned: Returned | None = None, status: int = 200
) -> ResponseReturnValue:
    course = _course(language, course_id)
    course.question(question_id)  # one that the course does not have is nowhere asked
    round_, _retake = _practice(course)
    item = next((each for each in round_.items if each.question.id == question_id), None)
    on_page = asked_in(round_, item, reader(), returned) if item else None
    if on_page is None:
        return redirect(round_.home, 303)
    return shown("assessment/practice.html", "assessment/_practice.html", PracticePage(course, on_page), status)


def _practice(course: Course) -> tuple[Round, Retake]:
    connection, learner_id = services().reading(), reader().learner_id
    history = sittings.read(connection, learner_id, course)
    retake = retake_of(connection, learner_id, course, history, services().world.now())
    return practice_of(records.read(connection, learner_id, course, retake.questions), course, retake), retake


def _course(language: str, course_id: str) -> Course:
    course = services().catalog.course(course_id, language)
    if course.assessment is None and not _history(course).sittings:
        raise NotFound(f"final assessment of course {course_id}")
    return course


def _question(asked: QuestionPage, status: int = 200) -> Response:
    """Return the page of a question: a frame that all share who are asked at this place, and the question in it."""
    number, count, script = asked.item.place, len(asked.sitting.items), asked.script
    frame = page_skeleton(
        "assessment/question.html", asked.address, count, script, number=number, count=count, script=script
    )
    own = {DUE: place(DUE), "question": part("assessment/_question.html", page=asked)}
    if asked.error:
        own["outcome"] = part("questions/_outcome.html", card=asked)
        own["problem"] = part("questions/_problem.html", card=asked)
    return filled(Skeleton.of(frame.filled(own)), status)


def _open(course: Course) -> Sitting | None:
    return sittings.open_sitting(services().reading(), reader().learner_id, course)


def _history(course: Course) -> History:
    return sittings.read(services().reading(), reader().learner_id, course)


def _start(course: Course, status: int = 200, *, came_late: bool = False) -> Response:
    connection, learner_id = services().reading(), reader().learner_id
    history = sittings.read(connection, learner_id, course)
    retake = retake_of(connection, learner_id, course, history, services().world.now())
    left = open_lessons(records.read(connection, learner_id, course, course.questions), course)
    start = StartPage(course, course.assessment, history, retake, left, reader())
    return page("assessment/start.html", status=status, page=start, came_late=came_late)
