"""A question of a round is sent: the one flow of quick recall, review and practice."""

from collections.abc import Callable
from datetime import datetime

from flask import redirect, request
from flask.typing import ResponseReturnValue

from emm.content.model import Course
from emm.learning.lessons import Returned
from emm.learning.records import Exercise
from emm.learning.rounds import ACTIONS
from emm.rendering import Skeleton, place
from emm.web.context import DUE, filled, page, part
from emm.web.forms import question_form
from emm.web.htmx import wants_fragment
from emm.web.identity import adopt_writer, learner_for_writing
from emm.web.sending_back import REFUSALS, send_back
from emm.web.services import services

Show = Callable[[Returned | None, int], ResponseReturnValue]
"""Returns the question of this address, with a form that could not be used or without, and with this status."""


def take(
    course: Course, question_id: str, action: str, since: datetime, show: Show, *, only_known: bool = True
) -> ResponseReturnValue:
    """Do with the question what the form asks for, and show it as it stands then.

    `since` is when the round began; with `only_known` it asks only what was answered in its lesson. Raises NotFound
    for a question that the round does not ask.
    """
    lesson, question = course.question(question_id)
    form = question_form()
    act = ACTIONS["hint" if form.wants_hint else action]
    try:
        with services().writing() as connection:
            learner = learner_for_writing(connection, form.seed)
            exercise = Exercise(learner.id, course, lesson, question)
            act(connection, services().world, exercise, form.sent, since, only_known=only_known)
    except REFUSALS as refusal:
        return send_back(refusal, question.id, form.sent, show)
    adopt_writer()
    if wants_fragment():
        return show(None, 200)
    return redirect(f"{request.path.removesuffix('/hint')}#q-{question.id}", 303)


def shown(template: str, fragment: str, asked: object, status: int) -> ResponseReturnValue:
    """Return a question as a page; for htmx only what an answer changes: card, way on, and the number in the header."""
    if not wants_fragment():
        return page(template, status=status, page=asked)
    return filled(Skeleton.of(f"{part(fragment, page=asked)}{place(DUE)}"), status)
