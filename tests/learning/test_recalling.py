"""Quick recall: asked once more, kept apart from the lesson, counted once."""

from dataclasses import replace

import pytest

from emm.content.model import Question
from emm.errors import Conflict, InvalidAnswer, NotFound, Overtaken
from emm.learning.answering import Sent, answer
from emm.learning.recalling import recall
from emm.learning.topics import RecallPage
from emm.questions.contract import FormValues
from tests.learning.desk import Desk
from tests.questions.added.walk import KIND as WALK
from tests.questions.promising import examples_of
from tests.questions.reading import block_of
from tests.support.kinds import find_also
from tests.support.samples import course_of_topics, lesson_of, question_of, with_question

ONE, HALF, SEVERAL, STATEMENT = "wrong-option", "half-right", "parts", "topic-lesson"
KEY = "a-key-of-a-form-0001"


@pytest.fixture
def learner(desk: Desk) -> Desk:
    """Somebody who has done the first topic: half-right first, then wrong-option, at the second try."""
    desk.answer(HALF, "a")
    desk.answer(ONE, "a")
    desk.answer(ONE, "b")
    desk.answer(SEVERAL, "a", "b")
    desk.answer(STATEMENT, "b")
    return desk


def ids(page: RecallPage) -> list[str]:
    return [question.id for question in page.recall.questions]


def shown(page: RecallPage) -> tuple[str, int]:
    """Return the question on the page and its place."""
    assert page.asked
    return page.asked.card.question.id, page.asked.place


def test_the_two_oldest_are_asked_one_at_a_time(learner: Desk):
    page = learner.recall_page("more")
    assert (ids(page), shown(page), page.waits) == ([HALF, ONE], (HALF, 1), True)
    assert learner.recall("more", HALF, "a").state == "correct"
    page = learner.recall_page("more", spoken=HALF)
    assert (ids(page), shown(page), page.waits) == ([HALF, ONE], (HALF, 1), False)
    assert shown(learner.recall_page("more")) == (ONE, 2)
    assert learner.recall("more", ONE, "c").state == "shown"
    page = learner.recall_page("more")
    assert (ids(page), page.asked, page.recall.left, page.recall.right) == ([HALF, ONE], None, (), 1)


@pytest.mark.parametrize("topic", ["start", "more"])
def test_without_an_earlier_answer_there_is_nothing(desk: Desk, topic: str):
    page = desk.recall_page(topic)
    assert (ids(page), page.asked) == ([], None)


def test_fewer_are_asked_when_fewer_were_answered(desk: Desk):
    desk.answer(ONE, "a")
    assert ids(desk.recall_page("more")) == []
    desk.answer(ONE, "a")
    assert ids(desk.recall_page("more")) == [ONE]


def test_its_row_says_what_a_scheduler_needs(learner: Desk):
    learner.recall("more", HALF, "b", key=KEY, sure=False)
    assert learner.acts()[-1] == (HALF, f"{KEY}:recall", 2, "recall", "b", 0.5, False)


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_the_lesson_and_its_progress_stay_as_they_are(learner: Desk, letter: str):
    before = learner.stand(HALF), learner.overview(), learner.done(), learner.summary("start")
    card = learner.card(HALF)
    learner.recall("more", HALF, letter)
    assert (learner.stand(HALF), learner.overview(), learner.done(), learner.summary("start")) == before
    assert learner.card(HALF) == card


def test_an_answer_in_the_lesson_leaves_the_recall_as_it_is(learner: Desk):
    learner.recall("more", HALF, "c")
    learner.again(HALF)
    learner.answer(HALF, "a")
    assert learner.recall_page("more").recall.practices[HALF].state == "shown"


@pytest.mark.parametrize("letter", ["a", "c"])
def test_the_same_form_again_adds_nothing(learner: Desk, letter: str):
    first = learner.recall("more", HALF, letter, key=KEY)
    count = len(learner.acts())
    assert learner.recall("more", HALF, letter, key=KEY) == first
    assert len(learner.acts()) == count


def test_the_same_key_with_another_answer_is_refused(learner: Desk):
    learner.recall("more", HALF, "a", key=KEY)
    for question, letter in ((HALF, "b"), (ONE, "a")):
        with pytest.raises(InvalidAnswer, match="with another answer"):
            learner.recall("more", question, letter, key=KEY)
    with pytest.raises(InvalidAnswer, match="with another answer"):
        learner.recall("more", HALF, "a", key=KEY, sure=False)


def test_there_is_one_try(learner: Desk):
    learner.recall("more", HALF, "c")
    with pytest.raises(Conflict):
        learner.recall("more", HALF, "a")
    assert shown(learner.recall_page("more", spoken=HALF)) == (HALF, 1)


@pytest.mark.parametrize(
    ("topic", "question"),
    [("start", ONE), ("more", "guess-parts"), ("more", SEVERAL)],
    ids=["of the topic itself", "a guess", "open in its lesson"],
)
def test_what_may_not_be_recalled_is_not_found(learner: Desk, topic: str, question: str):
    learner.course = with_question(learner.course, SEVERAL, meaning="new")
    learner.answer("guess-parts", "a")
    count = len(learner.acts())
    with pytest.raises(NotFound):
        learner.recall(topic, question, "a")
    assert len(learner.acts()) == count


def test_an_author_can_leave_a_question_out(learner: Desk):
    learner.course = with_question(learner.course, HALF, review=False)
    assert ids(learner.recall_page("more"))[0] == ONE
    with pytest.raises(NotFound):
        learner.recall("more", HALF, "a")


def test_a_question_rests_and_then_others_come_first(learner: Desk):
    learner.recall("more", HALF, "a")
    learner.recall("more", ONE, "b")
    learner.world.sleep(hours=11)
    assert learner.recall_page("more").asked is None
    learner.world.sleep(hours=2)
    page = learner.recall_page("more")
    assert (ids(page), page.waits) == ([SEVERAL, STATEMENT], True)
    learner.recall("more", SEVERAL, "a", "b")
    learner.recall("more", STATEMENT, "b")
    learner.world.sleep(hours=13)
    assert ids(learner.recall_page("more")) == [HALF, ONE]


def test_a_recall_over_midnight_is_one_recall(learner: Desk):
    learner.world.sleep(hours=14, minutes=55)
    learner.recall("more", HALF, "a")
    learner.world.sleep(minutes=20)
    assert shown(learner.recall_page("more")) == (ONE, 2)


def course_with_three_topics(desk: Desk) -> None:
    """Give the desk a course with two questions in each of three topics."""
    names = (("a", "b"), ("c", "d"), ("e", "f"))
    lessons = ([lesson_of(*(question_of(question_id=q) for q in two), lesson_id="".join(two))] for two in names)
    desk.course = course_of_topics(*lessons)


def test_the_next_topic_asks_others(desk: Desk):
    course_with_three_topics(desk)
    for question in "abcd":
        desk.answer(question, "b")
    for question in "ab":
        desk.recall("topic-2", question, "b")
    for question in "ef":
        desk.answer(question, "b")
    assert ids(desk.recall_page("topic-3")) == ["c", "d"]
    page = desk.recall_page("topic-2")
    assert (ids(page), page.asked) == (["a", "b"], None)


def test_a_stale_page_of_another_topic_is_told_what_was_saved(desk: Desk):
    course_with_three_topics(desk)
    for question in "abcdef":
        desk.answer(question, "b")
    desk.recall("topic-2", "a", "c")
    desk.recall("topic-2", "b", "b")
    desk.again("e")
    with pytest.raises(Conflict):
        desk.recall("topic-3", "a", "b")
    page = desk.recall_page("topic-3", spoken="a")
    assert (ids(page), shown(page)) == (["c", "d"], ("a", 0))
    assert shown(desk.recall_page("topic-3", spoken="nothing")) == ("c", 1)


def test_its_card_is_asked_once_and_without_help(learner: Desk):
    page = learner.recall_page("more")
    assert page.asked
    card = page.asked.card
    assert card.address == "/en/c/sample/t/more/recall/half-right"
    assert (card.origin, card.has_more_hints, card.result) == (learner.course.lesson("first"), False, None)
    learner.recall("more", HALF, "c")
    learner.world.sleep(hours=11)
    closed = learner.recall_page("more", spoken=HALF).asked
    assert closed
    assert (closed.card.state, closed.card.opens_anew, closed.card.is_old) == ("shown", False, False)
    assert closed.card.result
    assert closed.card.result.why


def test_a_changed_question_is_no_longer_asked(learner: Desk):
    learner.recall("more", HALF, "a")
    learner.course = with_question(learner.course, HALF, meaning="new")
    assert HALF not in ids(learner.recall_page("more"))


def walk() -> Question:
    spec = WALK.parse(block_of(examples_of(WALK).good[0].source))
    return replace(question_of(question_id="walk"), kind=WALK, spec=spec)


def test_an_answer_in_steps_is_recalled_in_steps(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    find_also(monkeypatch, WALK)
    desk.course = course_of_topics([lesson_of(walk())], [lesson_of(question_of(), lesson_id="next")])
    steps = {"step": "first-move", "answer": "a"}, {"path": "first-move:a", "step": "call", "answer": "a"}

    def form(fields: dict[str, str]) -> Sent:
        return Sent(desk.world.new_id(), FormValues.of(fields.items()))

    def send(fields: dict[str, str]) -> None:
        recall(desk.connection, desk.world, desk.exercise("walk"), desk.course.topic("topic-2"), form(fields))

    for fields in steps:
        answer(desk.connection, desk.world, desk.exercise("walk"), form(fields))
    send(steps[0])
    with pytest.raises(Overtaken):
        send({"step": "first-move", "answer": "b"})
    page = desk.recall_page("topic-2", spoken="walk")
    assert page.asked
    assert (page.asked.card.practice.response, page.waits) == ("first-move:a", True)
    send(steps[1])
    assert desk.recall_page("topic-2").asked is None


def test_nothing_is_told_before_the_answer(learner: Desk):
    page = learner.recall_page("more")
    assert page.asked
    card = page.asked.card
    assert (card.lines, card.result, card.view is None) == ((), None, False)
