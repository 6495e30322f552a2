"""What the card says in the words of a kind: every sentence whole, so that it can be translated."""

from dataclasses import dataclass
from typing import Literal

from emm.messages import Message, message

Mark = Literal["given", "given-right", "given-partly", "given-not", "missed", ""]
"""What is said about a line of an answered question; until the key may be shown, only `given` and nothing."""


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around a question; as they stand here, those of a graded one. None leaves a part of the card out."""

    title: Message = message("Check your understanding")
    intro: Message | None = None
    """A sentence above the form."""
    submit: Message = message("Check answer")
    unsure: Message | None = message("Not sure – check anyway")
    """The second button."""
    skip: Message | None = None
    """A link to what follows the card."""

    given: Message = message("Your answer")
    right: Message = message("Your answer – Right")
    partly: Message = message("Your answer – Partly right")
    wrong: Message = message("Your answer – Not quite")
    missed: Message = message("Right answer")
    best: Message | None = message("Best answer:")
    """Before the best answer, where no line has told it; None if it is never told."""

    kept: Message = message("Thanks")
    """The heading after an answer that is only kept."""
    outcome: Message | None = None
    """The heading after a closed answer that is graded, and yet not called right or not."""
    seen: Message = message("your answer is kept.")
    """After "You answered this on 4 March:", of an answer that is not called right or not."""
    show: Message = message("Show my answer and the explanation")
    """Unfolds an answer of an earlier day."""
    again: Message | None = message("Answer again")
    """The button that opens a closed question anew; None if it can be answered once only."""
    again_at_once: bool = False
    """Whether that button shows right after the answer, and not from the next day on."""

    def of(self, mark: Mark) -> Message | None:
        """Return what a mark says, None for no mark."""
        words = {
            "given": self.given,
            "given-right": self.right,
            "given-partly": self.partly,
            "given-not": self.wrong,
            "missed": self.missed,
        }
        return words.get(mark)
