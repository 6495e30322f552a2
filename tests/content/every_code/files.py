"""Files, front matter and ids."""

import json

from tests.content.every_code import Row, Rows, lesson, question
from tests.support.sample import ABOUT, COURSE, HEAD, LESSON, TOPIC

THIRD = HEAD.replace("id: second", "id: third")

ROWS: Rows = {
    "E001": Row(
        {LESSON: "## Both\n"},
        "en/1-start/2-second.md:1: Front matter is missing or not closed.",
        "Start the file with a line ---, list the keys, and close with a line ---.",
    ),
    "E002": Row(
        {LESSON: HEAD.replace("goal:", "checkd: 2026-11-02\ngoal:")},
        'en/1-start/2-second.md:5: Unknown key "checkd".',
        'Did you mean "checked"?',
    ),
    "E003": Row(
        {LESSON: HEAD.replace("goal: Use both.\n", "")},
        'en/1-start/2-second.md:1: Key "goal" is missing.',
        "One sentence that starts with a verb: what can the learner do afterwards?",
    ),
    "E004": Row(
        {LESSON: HEAD.replace("The second", "The second: the")},
        "en/1-start/2-second.md:3: Front matter cannot be read: mapping values are not allowed here.",
        'Put text with a colon in quotes: title: "Regional dialogues: RCPs". Or run emm fix to do it for you.',
    ),
    "E005": Row(
        {"en/1-start/last.md": THIRD},
        'en/1-start/last.md:1: File name "last.md" has no number prefix, so its place is unclear.',
        "Rename it, for example to 3-last.md.",
    ),
    "E006": Row(
        {"en/1-start/2-third.md": THIRD},
        'en/1-start/2-third.md:1: Two names in this folder start with "2-": 2-second.md, 2-third.md.',
        "Give one of them another number.",
    ),
    "E007": Row(
        lesson("one\r\ntwo\n"),
        "en/1-start/2-second.md:8: The file is not UTF-8, or mixes Windows and Unix line ends.",
        "Run emm fix to give all lines the same end.",
    ),
    "E008": Row(
        lesson("x" * 4001 + "\n"),
        "en/1-start/2-second.md:8: This line is larger than 4000 signs.",
        "Split it, or make it smaller.",
    ),
    "E009": Row(
        lesson("one\n\n" + ">" * 9 + " two\n"),
        "en/1-start/2-second.md:10: Lists or quotes are nested deeper than 8 levels.",
        "Flatten this part.",
    ),
    "E010": Row(
        {LESSON: HEAD.replace("id: second", "id: first")},
        'en/1-start/2-second.md:2: Id "first" is already used in en/1-start/1-first.md:2.',
        "Choose a new id.",
    ),
    "E011": Row(
        {"ids.json": json.dumps({"second": {"what": "question", "title": "Which?"}})},
        'en/1-start/2-second.md:2: Id "second" belonged to something else in an earlier edition (question "Which?").',
        "Use a new id, or bring back the old text with its id.",
    ),
    "E012": Row(
        {"en/1-start/topic.md": TOPIC.replace("id: start", "id: The Start")},
        'en/1-start/topic.md:2: Id "The Start" has signs that an id cannot have.',
        "Use small letters, digits and dashes: the-start.",
    ),
    "E013": Row(
        {ABOUT: COURSE.replace("licence:", "listed: perhaps\nlicence:")},
        'en/course.md:9: Value of "listed" is not right: perhaps is neither yes nor no.',
        "Write listed: yes or listed: no.",
    ),
    "E014": Row(
        {"en/1-start/topic.md": None},
        "en/1-start/topic.md:1: topic.md is missing.",
        "Write it, with the keys id, title and keep.",
    ),
    "E015": Row(
        {"en/1-start/topic.md": TOPIC + "\nLost words.\n"},
        "en/1-start/topic.md:10: Text below the front matter does not belong here.",
        "A topic has keys only. Move the text to a lesson.",
    ),
    "E016": Row(
        lesson("bell \a\n"),
        "en/1-start/2-second.md:8: The file cannot be read: it holds a sign that cannot be shown.",
        "Check who may read it, and save it again.",
    ),
    "E117": Row(
        {
            **question("- [x] a) A\n- [ ] b) B\n"),
            "ids.json": json.dumps({"q": {"what": "question", "title": "Which?", "right": ["b"], "v": 1}}),
        },
        'en/1-start/2-second.md:10: The right answer of question "q" has changed, but its version has not.',
        "Write v: 2 in the settings line: answers to the old question are counted apart from then on.",
    ),
}
