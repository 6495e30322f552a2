"""The page that sums a topic up, and the quick recall of earlier ones."""

from functools import partial

from flask import Blueprint, Response, redirect
from flask.typing import ResponseReturnValue

from emm.content.model import Course, Topic
from emm.errors import NotFound
from emm.learning import records
from emm.learning.lessons import Returned
from emm.learning.recalling import earlier, recall_of
from emm.learning.records import Record
from emm.learning.rules.recall import REST
from emm.learning.topics import recall_page, topic_page
from emm.web.context import page
from emm.web.identity import reader
from emm.web.public import public
from emm.web.rounds import shown, take
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
def recall(language: str, course_id: str, topic_id: str) -> ResponseReturnValue:
    """Lead to the next question of the quick recall."""
    course = services().catalog.course(course_id, language)
    topic = course.topic(topic_id)
    left = recall_of(_record(course), services().world.now(), course, topic).left
    return redirect(left[0].address if left else course.topic_address(topic), 303)


@blueprint.get("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>")
@blueprint.get("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>/<any(hint):action>")
def ask(language: str, course_id: str, topic_id: str, question_id: str, action: str = "") -> ResponseReturnValue:
    """Ask a question of the quick recall, or show what became of it."""
    course = services().catalog.course(course_id, language)
    return _asked(course, course.topic(topic_id), question_id)


@blueprint.post("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>")
@blueprint.post("/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>/<any(hint):action>")
def answer(
    language: str, course_id: str, topic_id: str, question_id: str, action: str = "recall"
) -> ResponseReturnValue:
    """Keep what the reader recalled, and show it beside the answer."""
    course = services().catalog.course(course_id, language)
    topic = course.topic(topic_id)
    if course.question(question_id)[0] not in earlier(course, topic):
        raise NotFound(f"question {question_id} is not asked after topic {topic_id}")
    return take(course, question_id, action, services().world.now() - REST, partial(_asked, course, topic, question_id))


def _record(course: Course) -> Record:
    return records.read(services().reading(), reader().learner_id, course, course.questions)


def _asked(
    course: Course, topic: Topic, question_id: str, returned: Returned | None = None, status: int = 200
) -> ResponseReturnValue:
    """Return the question on its page; the way leads back to the summary when it is not asked now."""
    asked = recall_page(_record(course), services().world.now(), reader(), course, topic, question_id, returned)
    if asked is None:
        return redirect(course.topic_address(topic), 303)
    return shown("topics/recall.html", "topics/_recall.html", asked, status)
