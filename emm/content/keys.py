"""Every key that may stand in front matter: what it holds, what it is for, and whether it has to be there.

Readers ask for keys by these declarations, and the JSON Schema for editors is made from them (`schema.py`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Sort = Literal["id", "ids", "text", "texts", "table", "number", "day", "yes", "keys"]

LEVELS = ("remember", "understand", "apply")
MOST_DRAWN = 20
"""Of one objective and level."""
MOST_POINTS = 1000
MAX_MINUTES = 15


@dataclass(frozen=True, slots=True)
class Key:
    """What stands under a key."""

    sort: Sort
    says: str
    """What it is for, in one sentence."""
    need: str = ""
    """What to do when it is missing; "" where it may be left out."""
    is_repeated: bool = False
    """Whether a translation needs it too; what it leaves out comes from its source."""
    low: int = 0
    """The least number, or how few values a list may have."""
    high: int = 0
    """The greatest number, or how many values a list may have; 0 for any."""
    keys: Mapping[str, "Key"] = field(default_factory=dict)
    """The keys below it."""
    others: "Key | None" = None
    """What stands under keys that authors name themselves."""

    def needed(self, *, is_translation: bool) -> str:
        """Return what to do when it is missing, "" when it may be."""
        return self.need if self.is_repeated or not is_translation else ""


def _count(level: str) -> Key:
    return Key("number", f"How many questions of the level {level} are asked.", low=1, high=MOST_DRAWN)


_DRAW = Key("keys", "What is asked about one objective.", keys={level: _count(level) for level in LEVELS})

_ASSESSMENT = Key(
    "keys",
    "What the final assessment asks, and when it is passed.",
    keys={
        "pass": Key(
            "number",
            "How many points pass.",
            need="Say how many points pass, for example pass: 9.",
            low=1,
            high=MOST_POINTS,
        ),
        "at_least_one_per_objective": Key("yes", "Whether a full point in each objective is needed as well."),
        "draw": Key(
            "keys",
            "How many questions are asked, by objective and level.",
            need="Say what is asked, one line each: lo1: {remember: 1, understand: 2, apply: 2}.",
            others=_DRAW,
        ),
    },
)

COURSE = Key(
    "keys",
    "The front matter of course.md.",
    keys={
        "id": Key("id", "The name of the course folder.", need="Write the name of the course folder."),
        "objectives": Key(
            "table",
            "What learners can do after the course, each under a short name such as lo1.",
            need="Say what learners can do afterwards, one line each: lo1: …",
        ),
        "title": Key("text", "What the course is called.", need="Say in a few words what the course is about."),
        "summary": Key("text", "What learners get out of it.", need="Say in one sentence what learners get out of it."),
        "languages": Key(
            "texts",
            "The languages of the course, the one it is written in first.",
            need="List them, the one you write in first: [en, fr].",
        ),
        "licence": Key(
            "text", "How others may use it.", need="Say how others may use the course, for example CC BY 4.0."
        ),
        "edition": Key("text", "Which edition this is.", need='Begin with edition: "1.0".'),
        "audience": Key("text", "Who it is for."),
        "authors": Key("texts", "Who wrote it."),
        "contact": Key("text", "Where to write to."),
        "sources_note": Key("text", "What to know about its sources."),
        "listed": Key("yes", "Whether the list of courses shows it."),
        "assessment": _ASSESSMENT,
    },
)

_ID = Key(
    "id",
    "Its name in addresses and in the learners' records, which stays for ever.",
    need="Small letters, digits and dashes, for example first-steps.",
    is_repeated=True,
)

TOPIC = Key(
    "keys",
    "The front matter of topic.md.",
    keys={
        "id": _ID,
        "title": Key(
            "text",
            "What the topic is called.",
            need="Say in a few words what the topic is about.",
            is_repeated=True,
        ),
        "keep": Key(
            "texts",
            "Two to four sentences to remember.",
            need="List two to four sentences to remember, each after a dash.",
            low=2,
            high=4,
        ),
        "guess": Key("text", "The id of the question that is asked before the topic."),
    },
)

LESSON = Key(
    "keys",
    "The front matter of a lesson.",
    keys={
        "id": _ID,
        "title": Key(
            "text",
            "What the lesson is called.",
            need="Say in a few words what the lesson is about.",
            is_repeated=True,
        ),
        "objectives": Key(
            "texts",
            "The objectives of the course that it serves.",
            need="Name those that the lesson serves, for example [lo1].",
        ),
        "goal": Key(
            "text",
            "What the learner can do afterwards.",
            need="One sentence that starts with a verb: what can the learner do afterwards?",
        ),
        "checked": Key("day", "The day on which its facts were last checked."),
        "minutes": Key("number", "How long it takes, where the estimate is wrong.", low=1, high=MAX_MINUTES),
        "draft": Key("yes", "Whether it is not ready for learners."),
        "moved_from": Key("ids", "Ids that it had before."),
    },
)
