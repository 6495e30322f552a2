"""The settings page: what a reader can choose for all pages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.learning import learners
from emm.learning.preferences import ABOUT_REVIEW, CHOICES, Choice, Look, Preferences
from emm.messages import Message, message
from emm.rendering import language_name
from emm.web.context import html, languages, page, page_language, part, saves_data
from emm.web.forms import preferences_form, refuse_other_bodies
from emm.web.htmx import wants_fragment
from emm.web.identity import adopt_writer, form_token, learner_for_writing, preferences
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("preferences", __name__)

PICK = message("Choose one of these.")


@dataclass(frozen=True, slots=True)
class Row:
    """A choice on the page, and which of its options is marked."""

    choice: Choice
    value: str
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of saving."""

    look: Look
    """How pages look from now on."""
    wrong: tuple[Row, ...] = ()
    """The choices that could not be kept; when there are any, nothing was saved."""


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """All choices, and what came of saving if that has just been tried."""

    rows: tuple[Row, ...]
    token: str
    outcome: Outcome | None = None


@blueprint.get("/<language>/settings")
@public
def show(language: str) -> Response:
    """Show what holds for the reader; `?saved` is where saving leads to."""
    now = asdict(_in_force())
    rows = tuple(Row(choice, now[choice.name]) for choice in _choices())
    outcome = Outcome(preferences().look) if "saved" in request.args else None
    return page("preferences/show.html", page=SettingsPage(rows, form_token(), outcome))


@blueprint.post("/<language>/settings")
def save(language: str) -> ResponseReturnValue:
    """Keep what was chosen, and lead to the settings in the language that was."""
    refuse_other_bodies()
    form = preferences_form(_choices())
    form.process(request.form, data=asdict(_in_force()))
    if not form.validate():
        return _again(form.data, form.errors)
    with services().writing() as connection:
        learner = learner_for_writing(connection, services().world.new_seed())
        chosen = replace(learner.preferences, **form.data)
        learners.choose(connection, learner, chosen)
    adopt_writer()
    return _saved(language, chosen)


def _saved(language: str, chosen: Preferences) -> ResponseReturnValue:
    spoken = _spoken(chosen)
    address = f"/{spoken}/settings?saved"
    if not wants_fragment():
        return redirect(address, 303)
    if spoken == language:
        return html(part("preferences/_outcome.html", outcome=Outcome(chosen.look)))
    response = html("")
    response.headers["HX-Redirect"] = address
    return response


def _again(given: Mapping[str, str], errors: Mapping[str, object]) -> Response:
    """Show the form again, filled in, with what was wrong."""
    rows = tuple(Row(one, given[one.name], PICK if one.name in errors else None) for one in _choices())
    outcome = Outcome(preferences().look, tuple(row for row in rows if row.error))
    if wants_fragment():
        return html(part("preferences/_outcome.html", outcome=outcome), 422)
    return page("preferences/show.html", status=422, page=SettingsPage(rows, form_token(), outcome))


def _choices() -> tuple[Choice, ...]:
    """Return what can be chosen here; the language only where there are several, and review only where there is any."""
    spoken = {code: Message(language_name(code)) for code in languages()}
    choices = (replace(one, options=spoken) if one.name == "language" else one for one in CHOICES)
    hidden = () if services().settings.review else ABOUT_REVIEW
    return tuple(one for one in choices if len(one.options) > 1 and one.name not in hidden)


def _in_force() -> Preferences:
    """Return what holds now: what was chosen, else what the browser asks for."""
    chosen = preferences()
    return replace(chosen, language=_spoken(chosen), saver="on" if saves_data() else "off")


def _spoken(chosen: Preferences) -> str:
    """Return the language that was chosen, that of this page when none was or it is not offered any more."""
    return chosen.language if chosen.language in languages() else page_language()
