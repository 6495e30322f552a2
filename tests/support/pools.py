"""Final assessments for the sample course."""

from tests.support.sample import COURSE, Files

POOL = "en/assessment.md"
ABOUT = "en/course.md"
RULES = """\
assessment:
  pass: 2
  at_least_one_per_objective: yes
  draw:
    lo1: {remember: 1}
    lo2: {apply: 1}
"""


def about(rules: str = RULES) -> str:
    """Return course.md with these rules, which begin in line 9."""
    return COURSE.replace("licence:", f"{rules}licence:")


def question(name: str, objective: str = "lo1", level: str = "remember", more: str = "") -> str:
    """Return a question of twelve lines and an empty one."""
    return (
        f"### Question: What is {name}?\n\n`id: {name}; objective: {objective}; level: {level}{more}`\n\n"
        f"- [ ] a) Less of {name}\n  > Less is not all of it.\n- [x] b) All of {name}\n  > Yes, all of it.\n\n"
        f"**Why:** All is more than less.\n\n**See:** [Both](1-start/2-second.md#both)\n\n"
    )


FIRST_THREE = "## lo1\n\n" + "".join(question(name) for name in ("p1", "p2", "p3"))
LAST_THREE = "## lo2\n\n" + "".join(question(name, "lo2", "apply") for name in ("p4", "p5", "p6"))
TEXT = FIRST_THREE + LAST_THREE


def with_pool(text: str = TEXT, rules: str = RULES) -> Files:
    """Return the files of the sample course with a final assessment."""
    return {ABOUT: about(rules), POOL: text}


def changed(before: str, after: str) -> str:
    """Return assessment.md with something else in the first place where `before` stands."""
    assert before in TEXT
    return TEXT.replace(before, after, 1)


def excluding(*pairs: tuple[str, str], text: str = TEXT) -> str:
    """Return assessment.md in which the first of each pair excludes the second."""
    for one, other in pairs:
        text = text.replace(f"`id: {one}; ", f"`id: {one}; excludes: {other}; ")
    return text
