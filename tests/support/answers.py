"""Right answers to questions of any kind that a final assessment asks."""

from emm.content.model import Question
from emm.questions.contract import FormValues


def right_answer(question: Question) -> FormValues:
    """Return a form that is worth all points."""
    told = question.kind.interaction(question.spec, "")
    pattern = told.correct[0]
    if told.type == "matching":
        pairs = (pair.split("[.]") for pair in pattern.split("[,]"))
        response = ",".join(f"{left}:{right.rpartition('-')[2]}" for left, right in pairs)
    elif told.type == "fill-in":
        response = pattern.replace("[,]", "\n")
    elif told.type == "true-false":
        response = {"true": "a", "false": "b"}[pattern]
    else:
        response = pattern.replace("[,]", ",")
    values = question.kind.fill(question.spec, response)
    assert question.kind.grade(question.spec, question.kind.read(question.spec, values)).score == 1
    return values
