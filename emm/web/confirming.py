"""Before something dangerous, somebody shows once more who they are; the form that they had sent waits meanwhile."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Response, g, request
from flask.typing import ResponseReturnValue

from emm.errors import TooMany
from emm.learning import accounts, passwords
from emm.learning.learners import KnownLearner
from emm.messages import Message, message
from emm.web.arriving import noted
from emm.web.context import page
from emm.web.forms import ConfirmForm, account_form, cleaned
from emm.web.identity import adopt_writer, come_back, current_learner, form_token
from emm.web.limits import checked, told_to_wait, when
from emm.web.proving import proves
from emm.web.services import services

NOT_YOU = message("The password or the code is not right.")
OF_THE_PROOF = ("csrf_token", "username", "proof_password", "proof_code")
"""Fields that belong to the question, and not to the form that waits."""


@dataclass(frozen=True, slots=True)
class Question:
    """What waits for the answer."""

    action: str
    """Where the answer goes."""
    back: str
    """The page that somebody came from."""
    kept: tuple[tuple[str, str], ...]
    """Names and values that go along with it."""
    has_form: bool = False
    """Whether that is a form which somebody had filled in."""


@dataclass(frozen=True, slots=True)
class ConfirmPage:
    """The form that asks who somebody is."""

    token: str
    name: str
    has_factor: bool
    question: Question
    error: Message | None = None


def confirm_first(back: str, go_on: Callable[[], ResponseReturnValue]) -> ResponseReturnValue:
    """Return the question, with the form that was sent inside; when it is answered well, go on as if just sent.

    Raises NotAllowed for a form that is not of this browser: nothing of it may come back.
    """
    account_form(ConfirmForm)
    kept = ((name, cleaned(value)) for name, value in request.form.items(multi=True) if name not in OF_THE_PROOF)
    question = Question(request.path, back, tuple(kept), has_form=True)
    if "proof_password" not in request.form:
        return ask(question)
    asked_again = prove(question)
    if asked_again is not None:
        return asked_again
    g.form_is_ours = True  # its token was of the browser as it was known before
    return go_on()


def ask(question: Question, error: Message | None = None) -> Response:
    """Return the page that asks, and says what was wrong."""
    learner = _learner()
    account = accounts.account_of(services().reading(), learner.id)
    shown = ConfirmPage(form_token(), account.name, learner.has_factor, question, error)
    return page("proving/confirm.html", status=422 if error else 200, page=shown)


def prove(question: Question) -> Response | None:
    """Return the page again when the answer is not right; else go on under a new token, as who has just shown it."""
    form, learner = account_form(ConfirmForm), _learner()
    try:
        is_right = _is(learner, form)
    except TooMany as refusal:
        return told_to_wait(ask(question, when(refusal)), refusal)
    if not is_right:
        return ask(question, NOT_YOU)
    with services().writing() as connection:
        come_back(connection, learner.id, "staff")
        noted(connection, learner.id, "confirm")
    adopt_writer()
    return None


def _learner() -> KnownLearner:
    learner = current_learner()
    assert learner
    return learner


def _is(learner: KnownLearner, form: ConfirmForm) -> bool:
    """Whether password and, where there is a second factor, code are right."""
    stored = accounts.stored_password(services().reading(), learner.id)
    name = accounts.account_of(services().reading(), learner.id).name
    password = form.proof_password.data or ""
    matches = checked(accounts.tried(name), lambda _connection: passwords.matches(stored, password) or None)
    return bool(matches) and (not learner.has_factor or proves(learner.id, form.proof_code.data))
