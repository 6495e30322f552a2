"""The settings in force: those of the environment, and what administrators chose on the page where it says nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emm.messages import Message, message
from emm.settings import ACCOUNT_DAYS, BY_PAGE, GUEST_DAYS, LONGEST_LINE, Settings, as_text, default_of, with_choices

TOO_LONG = message("Use at most %(most)s characters here.", most=LONGEST_LINE)
DAYS: Mapping[str, tuple[int, int]] = {"guest_days": GUEST_DAYS, "account_days": ACCOUNT_DAYS}


@dataclass(frozen=True, slots=True)
class InForce:
    """What holds at one moment; never changed, only replaced."""

    settings: Settings
    chosen: Mapping[str, str]
    epoch: int
    """A number that grows whenever something else was chosen."""


class Choices:
    """Holds the settings in force; asking never waits. The database is read by who takes what stands there."""

    def __init__(self, given: Settings, tell: Callable[[Settings], None]) -> None:
        """Keep the settings of the environment; `tell` hears of those in force, before they are."""
        self._given = given
        self._tell = tell
        self._now = InForce(given, {}, 0)

    @property
    def given(self) -> Settings:
        """What the environment says, with its defaults."""
        return self._given

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._now.settings

    @property
    def chosen(self) -> Mapping[str, str]:
        """What was chosen on the page, by the names of settings."""
        return self._now.chosen

    @property
    def epoch(self) -> int:
        """A number that grows whenever something else was chosen."""
        return self._now.epoch

    def take(self, chosen: Mapping[str, str]) -> None:
        """Let what was chosen hold from now on."""
        if chosen == self._now.chosen:
            return
        settings = with_choices(self._given, chosen)
        self._tell(settings)  # pages that are kept under the new number must not be made with the old words
        self._now = InForce(settings, dict(chosen), self._now.epoch + 1)


def wrong_with(name: str, text: str) -> Message | None:
    """Return what is wrong with the text of a setting; an empty one lets the default hold."""
    try:
        if text:
            BY_PAGE[name](text)
    except ValueError:
        return _no_number(*DAYS[name]) if name in DAYS else TOO_LONG
    return None


def kept_as(name: str, text: str) -> str:
    """Return what is kept of a text that can be read; nothing of one that says the default."""
    kept = as_text(BY_PAGE[name](text)) if text else ""
    return "" if kept == default_of(name) else kept


def _no_number(least: int, most: int) -> Message:
    return message("Type a whole number from %(least)s to %(most)s.", least=least, most=most)
