"""What administrators choose for the whole site; what the environment says stands there, and is not asked for (A4)."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from emm.learning import choosing, retention
from emm.learning.retention import Old
from emm.messages import Message, message
from emm.settings import (
    ACCOUNT_DAYS,
    BY_PAGE,
    GUEST_DAYS,
    PREFIX,
    Settings,
    as_text,
    with_choices,
)
from emm.web.access import member_of_staff, requires
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.choices import kept_as, wrong_with
from emm.web.context import page
from emm.web.daily import ages_of
from emm.web.forms import SiteForm, account_form
from emm.web.identity import form_token
from emm.web.services import services
from emm.web.watching import take_choices
from emm.world import fingerprint

blueprint = Blueprint("site_settings", __name__, url_prefix=f"{HOME}/settings")

OVERTAKEN = message("Somebody else has changed settings meanwhile. Look at what you filled in, and save once more.")
HINTS: Mapping[str, Message] = {
    "site_name": message("It stands at the top of every page."),
    "host_organization": message("Your organization. It stands at the foot of every page, and issues certificates."),
    "contact": message("An e-mail address, a telephone number or a place. It stands at the foot of every page."),
    "certificate_text": message("If you like, one sentence below the name of the issuer."),
    "guest_days": message(
        "From %(least)s to %(most)s. Then the record of somebody without an account is deleted.",
        least=GUEST_DAYS[0],
        most=GUEST_DAYS[1],
    ),
    "account_days": message(
        "From %(least)s to %(most)s. Then the record of somebody with an account is deleted.",
        least=ACCOUNT_DAYS[0],
        most=ACCOUNT_DAYS[1],
    ),
}


@dataclass(frozen=True, slots=True)
class Knob:
    """One setting on the page."""

    name: str
    about: Message
    hint: Message | None
    value: str
    """As typed or chosen, else as it holds."""
    variable: str = ""
    """The variable of the environment that has decided it, "" when it can be chosen here."""
    error: Message | None = None


@dataclass(frozen=True, slots=True)
class SiteSettingsPage:
    """All settings, and what came of saving if that has just been tried."""

    token: str
    seen: str
    """What tells this page from one that shows other values."""
    knobs: Mapping[str, Knob]
    offered: tuple[str, ...]
    """The languages there are to choose from."""
    is_saved: bool = False
    error: Message | None = None
    ends: Old = field(default_factory=lambda: Old(0, 0))
    """How many records would end at the next round, when that has to be agreed to."""

    @property
    def wrong(self) -> tuple[tuple[str, Message | None], ...]:
        """What has to be mended, and where."""
        return tuple((name, knob.error) for name, knob in self.knobs.items() if knob.error)


@blueprint.get("")
@requires("site")
def show() -> Response:
    """Show what holds; `?saved` is where saving leads to."""
    take_choices()
    return _page(SiteSettingsPage(form_token(), _seen(), _knobs({}, {}), _offered(), "saved" in request.args))


@blueprint.post("")
@requires("site", dangerous=True)
def save() -> ResponseReturnValue:
    """Let what was chosen hold, in this process at once and in all others within a second."""
    form = account_form(SiteForm)
    take_choices()
    texts = _texts(form)
    errors = {name: error for name, text in texts.items() if (error := wrong_with(name, text))}
    shown = SiteSettingsPage(form_token(), _seen(), _knobs(texts, errors), _offered())
    if errors:
        return _page(shown, 422)
    changed = _changed(texts)
    if not changed:
        return redirect(f"{HOME}/settings?saved", 303)
    if form.seen.data != shown.seen:
        return _page(replace(shown, error=OVERTAKEN), 409)
    ends = _ends(changed)
    if ends and form.sure.data != "yes":
        return _page(replace(shown, ends=ends), 422)
    with services().writing() as connection:
        choosing.choose(connection, changed)
        for name in changed:
            noted(connection, member_of_staff().id, "setting", detail=name)
    take_choices()
    return redirect(f"{HOME}/settings?saved", 303)


def _page(shown: SiteSettingsPage, status: int = 200) -> Response:
    return page("administration/settings.html", status=status, page=shown)


def _seen() -> str:
    return fingerprint(repr(sorted(services().choices.chosen.items())))


def _offered() -> tuple[str, ...]:
    return services().catalog.languages


def _knobs(texts: Mapping[str, str], errors: Mapping[str, Message]) -> dict[str, Knob]:
    """Return all settings as they hold, or as they were typed."""
    settings = services().settings
    found = {}
    for name, about in choosing.NAMES.items():
        variable = f"{PREFIX}{name.upper()}" if name in settings.given else ""
        value = texts.get(name, as_text(getattr(settings, name)))
        found[name] = Knob(name, about, HINTS.get(name), value, variable, errors.get(name))
    return found


def _texts(form: SiteForm) -> dict[str, str]:
    """Return what was chosen, as texts of settings; nothing of what the environment has decided."""
    sent: dict[str, str] = {name: _text(form, name) for name in BY_PAGE}
    return {name: text for name, text in sent.items() if name not in services().settings.given}


def _text(form: SiteForm, name: str) -> str:
    """Return one text; all languages, or none, stand for those that come later as well."""
    if name != "languages":
        return str(form[name].data).strip()
    ticked = [code for code in _offered() if code in form.languages.data]
    return "" if len(ticked) == len(_offered()) else " ".join(ticked)


def _changed(texts: Mapping[str, str]) -> dict[str, str]:
    """Return what is to be kept otherwise than it is; what stands at its default is not kept."""
    chosen = services().choices.chosen
    kept = {name: kept_as(name, text) for name, text in texts.items()}
    return {name: text for name, text in kept.items() if text != chosen.get(name, "")}


def _ends(changed: Mapping[str, str]) -> Old:
    """Return how many records end with these numbers that do not end with those of now."""
    before = services().settings
    after = with_choices(before, changed)
    old, new = _old(before), _old(after)
    return Old(max(new.guests - old.guests, 0), max(new.accounts - old.accounts, 0))


def _old(settings: Settings) -> Old:
    return retention.old(services().reading(), services().world.now(), ages_of(settings))
