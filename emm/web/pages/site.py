"""What the site says about itself, true with the settings in force: how to use it, and what it stores."""

from dataclasses import dataclass

from flask import Blueprint, Response

from emm.learning.privacy import sentences
from emm.messages import Message, message
from emm.settings import Settings
from emm.web.context import page
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("site", __name__)


@dataclass(frozen=True, slots=True)
class HelpEntry:
    """A question that learners ask, and the sentences that answer it."""

    question: Message
    answer: tuple[Message, ...]


@dataclass(frozen=True, slots=True)
class PrivacyPage:
    """What is stored where, how long, and who sees it."""

    stored: tuple[Message, ...]
    days: int
    """How long after the last visit the cookie and the record of a guest end."""
    account_days: int
    """How long after the last visit the record of somebody with an account ends."""
    backups: int
    """How many days a daily backup is kept."""
    is_one_file: bool
    """Whether the database is a file of this server, and not a server of its own."""
    is_encrypted: bool
    """Whether the site is known to be reached over https."""
    has_proxies: bool
    """Whether other servers stand before this one, which may keep logs of their own."""


@blueprint.get("/<language>/help")
@public
def help_page(language: str) -> Response:
    """Answer what learners ask."""
    return page("site/help.html", entries=help_entries(services().settings))


@blueprint.get("/<language>/privacy")
@public
def privacy(language: str) -> Response:
    """Tell what is stored."""
    return page("site/privacy.html", page=privacy_page(services().settings))


def help_entries(settings: Settings) -> tuple[HelpEntry, ...]:
    """Return the questions in the order in which learners meet them."""
    return (
        HelpEntry(
            message("Is my progress saved?"),
            (
                message("Yes, from your first answer on. You need no account and give no name."),
                message(
                    "This browser holds the key to it, until %(days)s days after your last visit.",
                    days=settings.guest_days,
                ),
                message("With a resume code you go on in another browser or on another device."),
                message("Choose Save my progress in the menu to get one. Nobody asks for your e-mail."),
            ),
        ),
        HelpEntry(
            message("Can I share a phone or computer with others?"),
            (
                message("Yes. Get a resume code, and sign out when you leave."),
                message("Or choose This is a shared device under My progress: closing the browser signs you out."),
                message("Otherwise whoever uses the same browser sees your answers and goes on in your place."),
            ),
        ),
        HelpEntry(
            message("What if my answer is not right?"),
            (
                message("You read why, and most questions let you try again."),
                message("Nothing is taken away. Your progress never goes down."),
            ),
        ),
        HelpEntry(
            message("What if the connection drops?"),
            (
                message("Your answer stays on the page. Send it again when you are connected."),
                message("You can send it as often as you like: it counts once."),
            ),
        ),
        HelpEntry(
            message("Can I print a course, or read it without a connection?"),
            (
                message("Yes. Each course page has a link to the whole course on one page."),
                message("Print that page, or save it in your browser. The answers are at the end."),
            ),
        ),
        HelpEntry(
            message("Can others check my certificate?"),
            (
                message("Yes. They scan the square code on it, or open the address beside it and type the code."),
                message("They see the course, the day and whether it is valid. You decide whether they see your name."),
            ),
        ),
        HelpEntry(
            message("What do I need, and can I change how it looks?"),
            (
                message("Any browser will do, on a phone or a computer, with scripts or without."),
                message("Under Settings you choose text size, colours, and how much is loaded."),
            ),
        ),
    )


def privacy_page(settings: Settings) -> PrivacyPage:
    """Return what these settings mean for learners."""
    return PrivacyPage(
        stored=sentences(),
        days=settings.guest_days,
        account_days=settings.account_days,
        backups=settings.backups,
        is_one_file=settings.database.startswith("sqlite"),
        is_encrypted=settings.secure,
        has_proxies=settings.trusted_proxies > 0,
    )
