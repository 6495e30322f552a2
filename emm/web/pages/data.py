"""The data of the site in the hands of who runs it: backups, the way back, old records (A5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from shlex import quote

from flask import Blueprint, Response, redirect, request, send_file
from flask.typing import ResponseReturnValue

from emm.errors import NotFound
from emm.learning import retention
from emm.learning.retention import Ages, Old
from emm.messages import Message, counted, message
from emm.upkeep import daily, holdings
from emm.upkeep.holdings import Backup, Sort
from emm.web.access import member_of_staff, requires
from emm.web.addresses import HOME
from emm.web.arriving import noted
from emm.web.backing_up import back_up_now, place
from emm.web.context import VARY, page
from emm.web.daily import ages_of, round_now
from emm.web.forms import AccountForm, TidyForm, account_form
from emm.web.identity import form_token
from emm.web.services import services
from emm.web.watching import take_choices

blueprint = Blueprint("data", __name__, url_prefix=f"{HOME}/data")

SORTS: Mapping[Sort, Message] = {
    "daily": message("Backup of the day"),
    "before": message("Made before the tables changed"),
    "other": message("Made by hand"),
}
MADE = message("The backup is made. It was restored into a scratch folder and compared.")
GOES_ON = message("The backup is being made. Look again in a minute.")
OTHER_DAYS = message(
    "The days have been changed meanwhile, so other records are old now. Nothing was deleted. Look again."
)
LONGEST_WORD = 20
"""Signs that the audit list keeps of a detail."""


@dataclass(frozen=True, slots=True)
class DataPage:
    """Backups, the command that brings one back, and how many records have grown old."""

    token: str
    backups: tuple[Backup, ...]
    sorts: Mapping[Sort, Message]
    are_made_here: bool
    """Whether this server makes backups by itself."""
    is_being_made: bool
    folder: str
    data: str
    """The data folder, as a command line has it."""
    old: Old
    days: str
    """By which numbers of days that was counted."""
    ages: Ages
    done: Message | None = None
    error: Message | None = None
    reason: str = ""
    """What the program says of a backup that could not be made, as in the log."""

    @property
    def newest(self) -> str:
        """The file to restore, when nobody says which, as a command line has it."""
        return quote(str(self.backups[0].file)) if self.backups else "FILE.zip"


@blueprint.get("")
@requires("site")
def show() -> Response:
    """Show what there is; `?made`, `?begun` and `?deleted` are where the buttons lead to."""
    return _page(done=_done())


@blueprint.post("/backup")
@requires("site", dangerous=True)
def make() -> ResponseReturnValue:
    """Make a backup now; who presses twice gets one."""
    account_form(AccountForm)
    if services().settings.backups == 0:
        raise NotFound("backups are made elsewhere")
    if daily.is_being_made(place()):
        return redirect(f"{HOME}/data?begun", 303)
    with services().writing() as connection:
        noted(connection, member_of_staff().id, "backup")
    reason = back_up_now()
    is_somebody_elses = daily.BUSY in reason
    if reason and not is_somebody_elses:
        return _page(status=503, reason=reason)
    goes_on = is_somebody_elses or daily.is_being_made(place())
    return redirect(f"{HOME}/data?{'begun' if goes_on else 'made'}", 303)


@blueprint.post("/backups/<name>")
@requires("site", dangerous=True)
def download(name: str) -> ResponseReturnValue:
    """Send a backup, piece by piece; raise NotFound for what is not on the list."""
    account_form(AccountForm)
    found = next((one for one in holdings.backups(place()) if one.name == name), None)
    if found is None:
        raise NotFound("a backup")
    with services().writing() as connection:
        noted(connection, member_of_staff().id, "download", detail=found.file.stem[-LONGEST_WORD:])
    response = send_file(found.file, "application/zip", as_attachment=True, conditional=False, etag=False)
    response.headers.update({"Cache-Control": "no-store", "Vary": VARY})
    return response


@blueprint.post("/tidy")
@requires("site", dangerous=True)
def tidy() -> ResponseReturnValue:
    """Delete old records now, by the days that the page had shown."""
    form = account_form(TidyForm)
    take_choices()
    if form.days.data != _days(ages_of(services().settings)):
        return _page(status=409, error=OTHER_DAYS)
    with services().writing() as connection:
        noted(connection, member_of_staff().id, "tidy")
    tidied = round_now()
    return redirect(f"{HOME}/data?deleted={tidied.guests + tidied.accounts}", 303)


def _page(status: int = 200, done: Message | None = None, error: Message | None = None, reason: str = "") -> Response:
    take_choices()
    here, ages = place(), ages_of(services().settings)
    shown = DataPage(
        form_token(),
        holdings.backups(here),
        SORTS,
        services().settings.backups > 0,
        daily.is_being_made(here),
        str(here.backups),
        quote(str(here.data)),
        retention.old(services().reading(), services().world.now(), ages),
        _days(ages),
        ages,
        done,
        error,
        reason,
    )
    return page("administration/data.html", status=status, page=shown)


def _days(ages: Ages) -> str:
    return f"{ages.guest_days}-{ages.account_days}"


def _done() -> Message | None:
    """Return what a button has just done, as the address says."""
    deleted = request.args.get("deleted", "")
    if deleted.isascii() and deleted.isdigit() and len(deleted) < LONGEST_WORD:
        return counted("%(count)s record was deleted.", "%(count)s records were deleted.", int(deleted))
    if "begun" in request.args:
        return GOES_ON
    return MADE if "made" in request.args else None
