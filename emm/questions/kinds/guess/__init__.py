"""The kind `guess`: a question asked before the text that answers it."""

from emm.questions.choosing import ChoosingOne
from emm.questions.contract import Block, Kind
from emm.questions.toolbox import Choices


class Guess(ChoosingOne):
    """A guess before reading helps to notice the answer later. It never counts, and needs no feedback."""

    name = "guess"
    keyword = "guess"
    graded = False
    tries = 1
    seconds = 20

    def claims(self, block: Block) -> bool:
        return True


KIND: Kind[Choices] = Guess()
