"""The kind `guess`: a question asked before the text that answers it."""

from emm.messages import message
from emm.questions.block import Block
from emm.questions.choosing import ChoosingOne
from emm.questions.contract import Kind, Tally, Verdict
from emm.questions.toolbox import Choices
from emm.questions.wording import Wording


class Guess(ChoosingOne):
    """A guess before reading helps to notice the answer later. It never counts, and needs no feedback."""

    name = "guess"
    keyword = "guess"
    graded = False
    reveals = False
    tries = 1
    seconds = 20
    words = Wording(
        title=message("Guess first"),
        intro=message("You may not know this yet. A guess helps you notice the answer."),
        submit=message("Keep my guess"),
        unsure=None,
        skip=message("Skip"),
        given=message("Your guess"),
        right=message("Your guess – Right"),
        partly=message("Your guess – Partly right"),
        wrong=message("Your guess – Not this one"),
        seen=message("your guess is kept."),
        show=message("Show my guess"),
        again=None,
    )

    def claims(self, block: Block) -> bool:
        return True

    def acknowledge(self, spec: Choices, response: str, tally: Tally | None) -> Verdict:
        return Verdict(0.0, remarks=(message("The answer is in this topic."),))


KIND: Kind[Choices] = Guess()
