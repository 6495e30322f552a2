"""A question's form that could not be used goes back as it was sent, with what is said about it."""

from collections.abc import Callable

from flask import Response, make_response
from flask.typing import ResponseReturnValue

from emm.errors import Conflict, InvalidAnswer, Overtaken, TooMany
from emm.learning.answering import Sent
from emm.learning.lessons import Returned
from emm.messages import Message, message
from emm.web.limits import told_to_wait, when

Again = Callable[[Returned, int], ResponseReturnValue]
"""Returns the question of this address with a form that could not be used, and with this status."""

REFUSALS = (InvalidAnswer, Conflict, TooMany)
"""What a form of a question can be refused with: it cannot be graded, it came too late, or too many came."""
CLOSED = message("This question was answered before, perhaps in another window. This is what was saved.")
OVERTAKEN = message("That was another step, perhaps in another window. This is how it stands now.")


def send_back(refusal: InvalidAnswer | Conflict | TooMany, question_id: str, sent: Sent, again: Again) -> Response:
    """Return the question with the form as it was sent, and why it was refused: 422, 409 or 429."""
    if isinstance(refusal, InvalidAnswer):
        return make_response(again(Returned(question_id, sent.values, refusal.message, refusal.field), 422))
    if isinstance(refusal, Conflict):
        return make_response(again(Returned(question_id, sent.values, _too_late(refusal)), 409))
    return told_to_wait(make_response(again(Returned(question_id, sent.values, when(refusal)), 429)), refusal)


def _too_late(refusal: Conflict) -> Message:
    return OVERTAKEN if isinstance(refusal, Overtaken) else CLOSED
