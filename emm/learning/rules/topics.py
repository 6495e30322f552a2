"""What is said at the end of a topic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from emm.content.model import Lesson, Question, Topic
from emm.learning.rules.practice import Practice
from emm.learning.rules.progress import is_finished


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a topic."""

    open: tuple[Lesson, ...]
    """The lessons that are not done."""
    answered: int
    """Graded questions that were answered."""
    right: int
    """Those of them that were right at the first try."""
    look_again: tuple[Question, ...]
    """The others."""
    last_at: datetime | None
    """When the learner last did something in the topic, None when never."""

    @property
    def is_done(self) -> bool:
        """Whether every lesson is done."""
        return not self.open


def summary(topic: Topic, practices: Mapping[str, Practice], finished: Mapping[str, datetime]) -> Summary:
    """Return what came of the topic; a question whose meaning changed since counts as not answered."""
    answered = [question for question in topic.questions if question.kind.graded and practices[question.id].begun]
    look_again = tuple(question for question in answered if not practices[question.id].right_first_time)
    times = [finished[lesson.id] for lesson in topic.lessons if lesson.id in finished]
    times += [at for question in topic.questions if (at := practices[question.id].last_at)]
    return Summary(
        open=tuple(lesson for lesson in topic.lessons if not is_finished(lesson, practices, finished)),
        answered=len(answered),
        right=len(answered) - len(look_again),
        look_again=look_again,
        last_at=max(times, default=None),
    )


def may_tell_guess(summary: Summary, practice: Practice) -> bool:
    """Whether a guess may be shown beside what is right.

    It must have been made, and every lesson of the topic be done: nobody says which of them answers it, and until
    it is made a guess is an open question.
    """
    return summary.is_done and practice.state == "kept" and bool(practice.response)
