"""The page that sums a topic up, and the quick recall of earlier ones."""

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.content.model import Course, Topic
from emm.errors import Conflict, InvalidAnswer
from emm.learning import records
from emm.learning.answering import Sent
from emm.learning.lessons import Returned
from emm.learning.recalling import recall
from emm.learning.records import Exercise, Record
from emm.learning.topics import RecallPage, recall_page, topic_page
from emm.web.context import page, page_or_fragment
from emm.web.forms import question_form, told_of
from emm.web.htmx import wants_fragment
from emm.web.identity import adopt_writer, learner_for_writing, reader
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("topics", __name__)


@blueprint.get("/<language>/c/<course_id>/t/<topic_id>")
@public
def show(language: str, course_id: str, topic_id: str) -> Response:
    """Show what to keep of a topic, what the reader did in it, and what comes next."""
    course = services().catalog.course(course_id, language)
    topic = course.topic(topic_id)
    return page("topics/show.html", page=topic_page(_record(course), services().world.now(), course, topic))


@blueprint.get("/<language>/c/<course_id>/t/<topic_id>/recall")
def ask(language: str, course_id: str, topic_id: str) -> ResponseReturnValue:
    """Ask the next question of the quick recall; `?q=` names the one that was just answered."""
    course = services().catalog.course(course_id, language)
    topic = course.topic(topic_id)
    shown = _recall_page(_record(course), course, topic, request.args.get("q", ""))
    if not shown.recall.questions:
        return redirect(course.topic_address(topic), 303)
    return _shown(shown)


@blueprint.get("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>")
def find(language: str, course_id: str, topic_id: str, question_id: str) -> ResponseReturnValue:
    """Lead from the address that takes answers to the question."""
    course = services().catalog.course(course_id, language)
    return _to_question(course, course.topic(topic_id), course.question(question_id)[1].id)


@blueprint.post("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>")
def answer(language: str, course_id: str, topic_id: str, question_id: str) -> ResponseReturnValue:
    """Keep what the reader recalled, and show it beside the answer."""
    course = services().catalog.course(course_id, language)
    topic = course.topic(topic_id)
    lesson, question = course.question(question_id)
    form, values = question_form()
    sent = Sent(form.key.data or "", values, sure=form.sure.data != "no")
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, form.seed.data or 0)
            exercise = Exercise(learner.id, course, lesson, question)
            record = recall(connection, services().world, exercise, topic, sent)
    except InvalidAnswer as mistake:
        return _again(course, topic, Returned(question.id, values, mistake.message, mistake.field), 422)
    except Conflict as refusal:
        return _again(course, topic, Returned(question.id, values, told_of(refusal)), 409)
    adopt_writer()
    if wants_fragment():
        return _shown(_recall_page(record, course, topic, question.id))
    return _to_question(course, topic, question.id)


def _record(course: Course) -> Record:
    return records.read(services().reading(), reader().learner_id, course, course.questions)


def _recall_page(
    record: Record, course: Course, topic: Topic, spoken: str, returned: Returned | None = None
) -> RecallPage:
    now = services().world.now()
    return recall_page(record, now, reader(), course, topic, spoken=spoken, returned=returned)


def _to_question(course: Course, topic: Topic, question_id: str) -> Response:
    return redirect(f"{course.topic_address(topic)}/recall?q={question_id}#q-{question_id}", 303)  # type: ignore[return-value]


def _again(course: Course, topic: Topic, returned: Returned, status: int) -> Response:
    """Show the form again, filled in, with what was wrong."""
    shown = _recall_page(_record(course), course, topic, returned.question_id, returned)
    return _shown(shown, status)


def _shown(shown: RecallPage, status: int = 200) -> Response:
    return page_or_fragment("topics/recall.html", "topics/_recall.html", status=status, page=shown)
