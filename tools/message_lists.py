"""Writes every message of the content checker into the author guide: python -m tools.message_lists

A lesson says between two comments which codes it lists: `<!-- messages: E00 E01 -->`, the list, `<!-- end -->`.
"""

import re
from pathlib import Path

from emm.errors.codes import CODES, Code

GUIDE = Path(__file__).parents[1] / "content" / "author-guide" / "en"
LIST = re.compile(
    r"(?P<opening><!-- messages: (?P<starts>[EW\d ]+) -->\n)(?P<list>.*?)(?P<end><!-- end -->)", re.DOTALL
)
VALUE = re.compile(r"\{\w+\}")
SIGN = re.compile(r"(?P<code>`[^`]*`)|(?P<sign>[\\`*_\[\]<>|#~])")


def filled(text: str) -> str:
    """Return a lesson whose lists have the messages of today."""
    return LIST.sub(lambda found: f"{found['opening']}\n{listed(found['starts'])}{found['end']}", text)


def listed(starts: str) -> str:
    """Return the messages whose codes begin in one of these ways, each as a point of a list."""
    found = [(code, wording) for code, wording in sorted(CODES.items()) if code.startswith(tuple(starts.split()))]
    points = [f"- **{code}** {_plain(wording.message)}\\\n  {_plain(cure(wording))}\n" for code, wording in found]
    return "".join(points) + ("\n" if points else "")


def cure(wording: Code) -> str:
    """Return what to do about a problem, whatever its case."""
    return wording.usual or wording.hint


def _plain(sentence: str) -> str:
    """Return a sentence as Markdown shows it: values left open, signs as themselves, code as code."""
    return SIGN.sub(lambda found: found["code"] or f"\\{found['sign']}", VALUE.sub("…", sentence))


if __name__ == "__main__":
    for file in sorted(GUIDE.rglob("*.md")):
        text = file.read_text(encoding="utf-8")
        if filled(text) != text:
            file.write_text(filled(text), encoding="utf-8")
            print(file)
