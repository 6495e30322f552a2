"""What went wrong, told in words: our errors become status codes, as a page or as a fragment."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, request
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException

from emm.errors import Conflict, InvalidAnswer, NotAllowed, NotFound, NotPermitted, TooLarge, TooMany, Unavailable
from emm.messages import Message, message
from emm.store.engine import is_damaged, is_out_of_reach
from emm.web.context import page_language, page_or_fragment
from emm.web.limits import told_to_wait, when
from emm.web.services import services
from emm.web.watching import count_failure

logger = logging.getLogger(__name__)

NOTHING_LOST = message("Your earlier answers are safe.")
GO_BACK = message("Go back, reload the page and send your answer again.")


@dataclass(frozen=True, slots=True)
class Told:
    """An error page: a title, what happened, what was kept and what to do."""

    title: Message
    sentences: tuple[Message, ...]
    start: str
    """Address of the list of courses; search and glossary are below it."""
    back: str = ""


Page = tuple[Message, tuple[Message, ...]]
"""Title and sentences."""

UNREADABLE: Page = (
    message("Please come back in a minute"),
    (message("Your progress cannot be read right now."), NOTHING_LOST),
)

NOT_YOURS: Page = (
    message("You cannot open this page"),
    (
        message("It belongs to another person or needs another account."),
        message("Sign out, then sign in with the account that may."),
    ),
)

PAGES: dict[int, Page] = {
    400: (
        message("This request could not be read"),
        (message("Something in the address or the form was not complete."), GO_BACK),
    ),
    403: (
        message("This form was not accepted"),
        (
            message("We could not see that this form came from this site, so nothing was saved."),
            NOTHING_LOST,
            GO_BACK,
        ),
    ),
    404: (message("Page not found"), (message("The address may be old or mistyped."),)),
    405: (
        message("This address works in another way"),
        (message("It takes answers and is not a page of its own. Go back to the lesson."),),
    ),
    409: (
        message("This was done before"),
        (message("It was perhaps done in another window. What was saved first stands."),),
    ),
    413: (
        message("That was too much text"),
        (message("What you sent is longer than an answer can be. Nothing was saved."), NOTHING_LOST, GO_BACK),
    ),
    415: (
        message("This form could not be read"),
        (message("Only forms of this site can be sent here. Nothing was saved."), GO_BACK),
    ),
    422: (message("This form could not be used"), (message("Something in it was missing or changed."), GO_BACK)),
    429: (
        message("That was tried very often"),
        (message("Nothing is lost. Wait a little, then go back and try again."),),
    ),
    500: (
        message("Something went wrong on our side"),
        (
            message("We kept what you sent, if it reached us."),
            message("Go back and try again."),
        ),
    ),
    503: (
        message("Nothing can be saved right now"),
        (
            message("Your answer was not saved."),
            message("It is still on the page before this one. Go back and send it again in a minute."),
            message("You can go on reading."),
        ),
    ),
}
"""Title and sentences of each error page, by status code."""

STATUSES: dict[type[Exception], int] = {
    NotFound: 404,
    NotAllowed: 403,
    InvalidAnswer: 422,
    Conflict: 409,
    TooLarge: 413,
    Unavailable: 503,
    MemoryError: 503,
}


def init_errors(app: Flask) -> None:
    """Answer every error with words."""
    for error, status in STATUSES.items():
        app.register_error_handler(error, lambda _error, status=status: tell(status))
    app.register_error_handler(NotPermitted, _tell_not_yours)
    app.register_error_handler(TooMany, _tell_to_wait)
    app.register_error_handler(DBAPIError, _tell_database)
    app.register_error_handler(HTTPException, _tell_http)
    app.register_error_handler(Exception, _tell_bug)


def tell(status: int, *more: Message, page: Page | None = None) -> Response:
    """Return the error page of a status code, or the one given, with `more` sentences at its end."""
    title, sentences = page or PAGES.get(status) or PAGES[500 if status >= 500 else 400]
    told = Told(title, (*sentences, *more), f"/{page_language()}/")
    response = page_or_fragment("errors/show.html", "errors/_problem.html", status=status, problem=told)
    if status >= 500:
        count_failure()
    if status == 503:
        response.headers["Retry-After"] = "5"
    return response


def _tell_to_wait(refusal: TooMany) -> ResponseReturnValue:
    """Tell that something was tried too often, and when it can be tried again."""
    return told_to_wait(tell(429, when(refusal)), refusal)


def _tell_not_yours(error: NotPermitted) -> ResponseReturnValue:
    """Tell that something is for other people; the log learns where, and not who wanted it."""
    logger.warning("not permitted: %s, at %s", error, request.endpoint)
    return tell(403, page=NOT_YOURS)


def _tell_database(error: DBAPIError) -> ResponseReturnValue:
    """Tell that the database cannot be read; the pages that need none are still there."""
    if not is_out_of_reach(error):
        return _tell_bug(error)
    state = "is damaged; stop the site and run: emm doctor" if is_damaged(error) else "cannot be read"
    logger.error("the database %s (%s)", state, type(error.orig).__name__)
    return tell(503, page=UNREADABLE)


def _tell_http(error: HTTPException) -> ResponseReturnValue:
    if error.code is None or error.code < 400:
        return error.get_response()
    response = tell(error.code)
    if error.code == 405:
        response.headers["Allow"] = error.get_response().headers.get("Allow", "GET")
    return response


def _tell_bug(error: Exception) -> ResponseReturnValue:
    """Tell about a mistake of ours: the page shows a reference that the log has too, and nothing else."""
    reference = services().world.new_id()[:8]
    logger.error("reference %s: %s", reference, request.endpoint, exc_info=error)
    contact = services().settings.contact
    if contact:
        sentence = message(
            "If it happens again, tell %(contact)s this reference: %(reference)s.", contact=contact, reference=reference
        )
    else:
        sentence = message(
            "If it happens again, tell the person who runs this site this reference: %(reference)s.",
            reference=reference,
        )
    return tell(500, sentence)
