"""The settings in force: those of the environment, and what administrators chose on the page where it says nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from emm.settings import Settings, with_choices


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
