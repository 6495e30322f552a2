"""How a sitting of the final assessment begins: when it may, and with which questions."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, text

from emm.content.assessment import PoolQuestion
from emm.content.model import Course, Lesson, Question
from emm.errors import Conflict, NotFound
from emm.learning import records
from emm.learning.records import Record
from emm.learning.rules.assessment import WAIT, lessons_to_repeat, may_begin, questions_to_repeat, to_practise
from emm.learning.rules.drawing import draw
from emm.learning.sittings import History, Sitting, read
from emm.store.sittings import sitting_questions, sittings
from emm.world import World

# Learners may be asked the same question at the same moment; all keep the texts in one order, so that nobody waits for
# somebody who waits for them. Both databases understand this.
KEEP_TEXT = text(
    "INSERT INTO asked_text (id, language, source) VALUES (:id, :language, :source) ON CONFLICT (id) DO NOTHING"
)


@dataclass(frozen=True, slots=True)
class Retake:
    """What stands between a learner and the next sitting."""

    lessons: tuple[Lesson, ...] = ()
    """Those that teach the weakest objective."""
    questions: tuple[Question, ...] = ()
    """Their questions on it."""
    left: tuple[Question, ...] = ()
    """Those of them that are to be answered again."""
    since: datetime | None = None
    """After which moment answers count for that; None when nothing has to be done."""
    opens_at: datetime | None = None
    """From when on a sitting may begin without that; None when one may begin now."""


NOTHING = Retake()


def retake_of(
    connection: Connection, learner_id: str | None, course: Course, history: History, now: datetime
) -> Retake:
    """Return what has to be done, or waited for, before the next sitting; nothing when it may begin now."""
    last = history.sent
    if last is None or last.passed or last.ended_at is None or history.passed:
        return NOTHING
    objective = last.outcome.weakest.objective
    lessons = lessons_to_repeat(course, objective)
    questions = questions_to_repeat(lessons, objective)
    answered = _answered_at(records.read(connection, learner_id, course, questions))
    left = to_practise(questions, answered, last.ended_at)
    opens_at = None if may_begin(now, last.ended_at, left) else last.ended_at + WAIT
    return Retake(lessons, questions, left, last.ended_at, opens_at)


def begin(connection: Connection, world: World, learner_id: str, course: Course) -> Sitting:
    """Return the open sitting of the learner, or a new one with questions drawn for it.

    Raises NotFound when the course has no final assessment, and Conflict while a new sitting has to wait.
    """
    history = read(connection, learner_id, course)
    if history.open:
        return history.open
    if course.assessment is None:
        raise NotFound(f"final assessment of course {course.id}")
    now = world.now()
    if retake_of(connection, learner_id, course, history, now).opens_at:
        raise Conflict(f"the next sitting in course {course.id} has to wait")
    drawn = draw(course.assessment, course.pool, history.seen, world.new_dice())
    number = len(history.sittings) + 1
    place = {"learner_id": learner_id, "course": course.id, "number": number}
    rules = {"pass_mark": course.assessment.pass_mark, "one_each": course.assessment.at_least_one_per_objective}
    connection.execute(insert(sittings), {**place, **rules, "edition": course.edition, "started_at": now})
    texts = {one.asked.id: one.asked for one in drawn}
    connection.execute(KEEP_TEXT, [{"id": name, **asdict(texts[name])} for name in sorted(texts)])
    connection.execute(insert(sitting_questions), [{**place, **_row(one, order)} for order, one in enumerate(drawn, 1)])
    return read(connection, learner_id, course).sitting(number)


def _row(one: PoolQuestion, place: int) -> dict[str, object]:
    question = one.question
    return {
        "place": place,
        "question": question.id,
        "objective": question.objective,
        "points": question.points,
        "text_id": one.asked.id,
        "response": "",
    }


def _answered_at(record: Record) -> dict[str, datetime]:
    """Return when each question was answered last, in its lesson or elsewhere."""
    graded = (
        (question_id, act.at)
        for question_id, acts in record.acts.items()
        for act in acts
        if act.action in ("answer", "recall") and act.score is not None
    )
    return dict(sorted(graded, key=_when))


def _when(pair: tuple[str, datetime]) -> datetime:
    return pair[1]
