"""What a learner chose for the pages: each choice is one field here, and form, page and storage follow from it."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any

from emm.messages import Message, message


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing that can be chosen, as the settings page tells it."""

    name: str
    about: Message
    options: Mapping[str, Message]
    """The words for each value; empty when the site knows them (its languages)."""
    hint: Message | None

    def allows(self, value: object) -> bool:
        """Whether the value may be kept."""
        return isinstance(value, str) and (value in self.options or not self.options)


@dataclass(frozen=True, slots=True)
class Look:
    """What the style sheet has to know of the reader."""

    theme: str
    size: str
    """Of the text, in percent."""

    @property
    def color_schemes(self) -> str:
        """The schemes that the browser may choose from, in the words of CSS Color Adjustment."""
        return "light dark" if self.theme == "device" else self.theme


def _one_of(about: Message, options: Mapping[str, Message], default: str, hint: Message | None = None) -> Any:
    """Return a field that holds one of the options, or the default while nothing was chosen."""
    return field(default=default, metadata={"about": about, "options": options, "hint": hint})


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What was chosen, in the order of the settings page; what was not stands at its default."""

    language: str = _one_of(message("Language"), {}, default="")
    size: str = _one_of(
        message("Text size"),
        {"100": message("Normal"), "112": message("Large"), "125": message("Larger"), "150": message("Largest")},
        default="100",
    )
    theme: str = _one_of(
        message("Theme"),
        {"device": message("Same as device"), "light": message("Light"), "dark": message("Dark")},
        default="device",
    )
    saver: str = _one_of(
        message("Data saver"),
        {"off": message("Off"), "on": message("On")},
        default="",
        hint=message("Figures and audio load only when you ask."),
    )
    questions: str = _one_of(
        message("Questions per review"), {"5": message("5"), "9": message("9"), "12": message("12")}, default="9"
    )
    review: str = _one_of(message("Review"), {"on": message("On"), "off": message("Off")}, default="on")
    keep: str = _one_of(
        message("Keep reviewing"),
        {"off": message("Off"), "on": message("On")},
        default="off",
        hint=message("What you still know after 40 days comes back every 40 days."),
    )
    unsure: str = _one_of(
        message('"Not sure" button'), {"show": message("Show"), "hide": message("Hide")}, default="show"
    )

    @property
    def look(self) -> Look:
        """What the style sheet has to know."""
        return Look(self.theme, self.size)

    @property
    def saves_data(self) -> bool | None:
        """Whether figures and audio wait until they are asked for; None while nothing was chosen."""
        return {"on": True, "off": False}.get(self.saver)

    @property
    def reviews(self) -> bool:
        """Whether questions are asked again."""
        return self.review == "on"

    @property
    def review_limit(self) -> int:
        """How many of them on one day."""
        return int(self.questions)

    @property
    def keeps_reviewing(self) -> bool:
        """Whether they are asked for good, and never rest."""
        return self.keep == "on"

    @property
    def offers_unsure(self) -> bool:
        """Whether questions have the "Not sure" button."""
        return self.unsure == "show"


CHOICES = tuple(
    Choice(one.name, one.metadata["about"], one.metadata["options"], one.metadata["hint"])
    for one in fields(Preferences)
)
"""All that can be chosen, in order."""

ABOUT_REVIEW = ("questions", "review", "keep")
"""Those that mean nothing on a site without review."""

DEFAULTS = Preferences()
"""What holds for a visitor."""


def stored(preferences: Preferences) -> str | None:
    """Return what is kept of the preferences: nothing of what stands at its default, None when all of it does."""
    chosen = {name: value for name, value in asdict(preferences).items() if value != getattr(DEFAULTS, name)}
    return json.dumps(chosen) if chosen else None


def joined(first: str | None, second: str | None) -> str | None:
    """Return the choices of two records as one: where both chose, the first stands."""
    chosen = {**json.loads(second or "{}"), **json.loads(first or "{}")}
    return json.dumps(chosen) if chosen else None


def restored(text: str | None) -> Preferences:
    """Return the preferences that `stored` made the text of; what cannot be chosen any more is at its default."""
    if text is None:
        return DEFAULTS
    chosen = json.loads(text)
    return Preferences(**{one.name: chosen[one.name] for one in CHOICES if one.allows(chosen.get(one.name))})
