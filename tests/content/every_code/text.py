"""Text, links and figures."""

from tests.content.every_code import Row, Rows, lesson

WORDS = '<svg viewBox="0 0 9 9"><text>Go</text></svg>'

ROWS: Rows = {
    "E200": Row(
        lesson("A [State](../glossary.md#sate).\n"),
        "en/1-start/2-second.md:8: Link target not found: ../glossary.md#sate.",
        "Did you mean #state?",
    ),
    "E201": Row(
        lesson("A word.[^2]\n"),
        "en/1-start/2-second.md:8: Footnote [^2] has no text.",
        "Write its text at the end of the file, or remove it.",
    ),
    "E202": Row(
        lesson("![](../../figures/loop.svg)\n"),
        "en/1-start/2-second.md:8: The figure has no alt text.",
        "Say in one sentence what it shows: ![…](…).",
    ),
    "E203": Row(
        {**lesson("![A word](../../figures/words.svg)\n"), "figures/words.svg": WORDS},
        'figures/words.svg:1: Figure file words.svg contains the words "Go".',
        "Draw with plain shapes and digits, and explain the digits in the list below the figure.",
    ),
    "E204": Row(
        lesson("![Audio: A talk](../../media/talk.opus)\n\nText.\n"),
        "en/1-start/2-second.md:8: Audio without a transcript.",
        "Add a section #### Transcript under it.",
    ),
    "E205": Row(
        lesson("Text.\n\n<br>\n"),
        "en/1-start/2-second.md:10: HTML tag <br> is not allowed.",
        "Use Markdown; comments <!-- --> are fine.",
    ),
    "E206": Row(
        lesson("## One\n\n#### Two\n"),
        "en/1-start/2-second.md:10: The heading jumps from level 2 to 4.",
        "Use level 3.",
    ),
}
