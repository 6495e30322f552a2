"""Which questions a quick recall asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from emm.content.model import Question
from emm.learning.rules.practice import Practice

QUESTIONS = 2
"""How many questions one quick recall asks."""
REST = timedelta(hours=12)
"""For how long a question is not asked again once it was recalled: a sitting, whatever the clock says of the day."""


@dataclass(frozen=True, slots=True)
class Known:
    """A question from an earlier topic whose answer the learner has met."""

    question_id: str
    seen_at: datetime
    """When it was answered last, wherever that was."""
    recalled_at: datetime | None = None
    """When it was recalled in this sitting, None when it was not."""


def can_be_recalled(question: Question, practice: Practice) -> bool:
    """Whether the question may be asked once more outside its lesson.

    It must have been closed there, so that its answer gives nothing away; one that was opened again has been.
    """
    return question.review and question.kind.graded and practice.begun and practice.state != "retry"


def to_recall(known: Sequence[Known], since: datetime | None) -> tuple[str, ...]:
    """Return the ids of the questions of a quick recall: those recalled after `since`, then the oldest answered.

    The same questions come back until the sitting is over. `since` is when the learner last did something in the
    topic: what was recalled before belongs to another topic's recall, and rests.
    """
    recalled = [(one.recalled_at, one.question_id) for one in known if one.recalled_at]
    done = [pair for pair in recalled if since is None or pair[0] > since]
    waiting = [(one.seen_at, one.question_id) for one in known if one.recalled_at is None]
    return tuple(question_id for _at, question_id in (sorted(done) + sorted(waiting))[:QUESTIONS])
