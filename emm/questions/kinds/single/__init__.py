"""The kind `single`: one of several options is right."""

from emm.questions.block import Block
from emm.questions.choosing import ChoosingOne
from emm.questions.contract import Kind
from emm.questions.toolbox import Choices, shape


class Single(ChoosingOne):
    """One answer is right. Mark it with [x]; an option marked [~] is worth half."""

    name = "single"
    seconds = 30

    def claims(self, block: Block) -> bool:
        return shape(block) == "one"


KIND: Kind[Choices] = Single()
