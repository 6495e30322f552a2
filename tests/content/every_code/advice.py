"""Advice: what could be better, when somebody asks."""

from tests.content.every_code import SETTINGS, WHY, Row, Rows, lesson, question
from tests.support.sample import GLOSSARY, HEAD, LESSON

RIGHT = "- [x] a) A State\n  > Yes.\n"
WRONG = "- [ ] b) A diaspora\n  > No.\n"
LONG = " ".join(["word"] * 26)
PLAIN = "Short words are read with ease by all who read them here today.\n\n"
HARD = "Intergovernmental organizations facilitate multidimensional institutional accountability mechanisms.\n"
RCP = "\n## Regional consultative process\n\nShort: RCP\n\nA regular meeting.\n"
TRUE = f"### Question: It is so.\n\n{SETTINGS}\n\n- [x] a) True\n- [ ] b) False\n{WHY}\n"


def also(option: str) -> str:
    return f"- [ ] c) {option}\n  > No.\n"


ROWS: Rows = {
    "W120": Row(
        question(RIGHT + "- [ ] b) A diaspora\n"),
        'en/1-start/2-second.md:14: Option "b" has no feedback.',
        "Say why someone might choose it, and what is different.",
    ),
    "W121": Row(
        question(RIGHT.replace("A State", "A State with a government, a people and a territory") + WRONG),
        'en/1-start/2-second.md:12: The right option "a" is much longer than the others.',
        "Balance the lengths; length gives the answer away.",
    ),
    "W122": Row(
        question(RIGHT + WRONG + also("None of the above")),
        'en/1-start/2-second.md:16: Option "None of the above" points to the other options.',
        "Options are shuffled; write a multiple question instead.",
    ),
    "W123": Row(
        question(RIGHT + WRONG, title="Which of these is not a State?"),
        "en/1-start/2-second.md:8: The question asks for what is not true.",
        "Turn it round. If you must, write **not** in bold.",
    ),
    "W124": Row(
        question(RIGHT + WRONG + also("It is always so")),
        'en/1-start/2-second.md:16: The word "always" stands in option "c" only.',
        "Such words give the answer away.",
    ),
    "W125": Row(
        question(
            RIGHT
            + WRONG.replace("A diaspora", "It depends on the labour ministry")
            + also("It depends on the labor ministry")
        ),
        'en/1-start/2-second.md:16: Options "b" and "c" say nearly the same.',
        "Merge or sharpen them.",
    ),
    "W126": Row(
        lesson(TRUE + TRUE.replace("id: q", "id: r")),
        'en/1-start/2-second.md:17: Every true-or-false question in this file is answered "true".',
        "Mix them.",
    ),
    "W127": Row(
        question(RIGHT + WRONG.replace("No.", "so " * 61)),
        "en/1-start/2-second.md:14: Feedback of 61 words.",
        "Keep it to 60 words; put the rest in the lesson.",
    ),
    "W128": Row(
        question(RIGHT + WRONG + "".join(also(f"Number {n}").replace("c)", f"{n})") for n in "cde")),
        'en/1-start/2-second.md:20: 5 options in question "q".',
        "Three good options beat five weak ones.",
    ),
    "W210": Row(
        lesson(f"Good day.\n{LONG}.\n"), "en/1-start/2-second.md:9: Sentence of 26 words.", "Split it. The limit is 25."
    ),
    "W211": Row(
        lesson(HARD),
        "en/1-start/2-second.md:1: Reading grade 46 in this lesson; the limit is 9.",
        "Shorten sentences, replace long words, or explain the term in the glossary.",
    ),
    "W212": Row(
        {**lesson("An RCP is dear to us.\n"), "en/glossary.md": GLOSSARY + RCP},
        'en/1-start/2-second.md:8: "RCP" is used before it is explained.',
        "Write the full name once, with a link to the glossary: Regional consultative process.",
    ),
    "W213": Row(
        lesson(PLAIN * 80), "en/1-start/2-second.md:1: The lesson takes 6 minutes; the limit is 5.", "Split it in two."
    ),
    "W214": Row(
        lesson(PLAIN * 13),
        "en/1-start/2-second.md:8: More than 150 words without a figure, a list, a note or a question.",
        "Break it up.",
    ),
    "W215": Row(lesson("A word.\n"), "en/1-start/2-second.md:1: The lesson has no question.", "Add at least two."),
    "W216": Row(
        lesson("It began in 1951.\n"),
        'en/1-start/2-second.md:8: "1951" stands without a source nearby.',
        "Add a footnote to this paragraph: [^1].",
    ),
    "W217": Row(
        {LESSON: HEAD.replace("goal:", "checked: 2025-11-20\ngoal:")},
        "en/1-start/2-second.md:5: The facts were last checked on 2025-11-20, more than a year ago.",
        'Check them again and update "checked".',
    ),
    "W219": Row(
        question(RIGHT + WRONG),
        "en/1-start/2-second.md:1: Objective lo2 has no question in this lesson.",
        "Add practice for it, or do not promise it.",
    ),
}
