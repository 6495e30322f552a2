"""Quick recall: asked once more, kept apart from the lesson, counted once."""

from dataclasses import replace

import pytest

from emm.content.model import Question
from emm.errors import Conflict, InvalidAnswer, NotFound, Overtaken
from emm.learning.answering import Sent, answer
from emm.learning.rounds import Asked, Round, recall
from emm.learning.rules.recall import REST
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


def ids(round_: Round) -> list[str]:
    return [item.question.id for item in round_.items]


def waiting(round_: Round) -> list[str]:
    return [item.question.id for item in round_.left]


def shown(desk: Desk, topic: str, question: str) -> Asked:
    """Return a question on its page."""
    page = desk.recall_page(topic, question)
    assert page
    assert page.asked.card.question.id == question
    return page.asked


def test_the_two_oldest_are_asked_one_at_a_time(learner: Desk):
    round_ = learner.recall_round("more")
    assert (ids(round_), waiting(round_)) == ([HALF, ONE], [HALF, ONE])
    assert (shown(learner, "more", HALF).place, shown(learner, "more", HALF).waits) == (1, True)
    assert learner.recall(HALF, "a").state == "correct"
    assert (shown(learner, "more", HALF).place, shown(learner, "more", HALF).waits) == (1, False)
    round_ = learner.recall_round("more")
    assert (ids(round_), waiting(round_)) == ([HALF, ONE], [ONE])
    assert shown(learner, "more", ONE).place == 2
    assert learner.recall(ONE, "c").state == "shown"
    round_ = learner.recall_round("more")
    assert (ids(round_), round_.left, round_.right) == ([HALF, ONE], (), 1)


@pytest.mark.parametrize("topic", ["start", "more"])
def test_without_an_earlier_answer_there_is_nothing(desk: Desk, topic: str):
    assert ids(desk.recall_round(topic)) == []
    assert desk.recall_page(topic, ONE) is None


def test_one_answer_is_enough_to_be_asked_again(desk: Desk):
    desk.hint(ONE)
    assert ids(desk.recall_round("more")) == []
    desk.answer(ONE, "a")
    assert ids(desk.recall_round("more")) == [ONE]


def test_the_most_overdue_comes_first(learner: Desk):
    learner.world.sleep(days=3)
    learner.recall(HALF, "a")  # on the second step now, while the others stay on the first
    learner.world.sleep(days=6)
    assert ids(learner.recall_round("more")) == [ONE, SEVERAL]
    learner.recall(ONE, "b")
    learner.recall(SEVERAL, "a", "b")
    learner.recall(STATEMENT, "b")
    learner.world.sleep(hours=13)
    assert ids(learner.recall_round("more"))[0] == HALF


def test_its_row_says_what_a_scheduler_needs(learner: Desk):
    learner.recall(HALF, "b", key=KEY, sure=False)
    assert learner.acts()[-1] == (HALF, f"{KEY}:recall", 2, "recall", "b", 0.5, False)


@pytest.mark.parametrize("letter", ["a", "b", "c"])
def test_the_lesson_and_its_progress_stay_as_they_are(learner: Desk, letter: str):
    before = learner.stand(HALF), learner.overview(), learner.done(), learner.summary("start")
    card = learner.card(HALF)
    learner.recall(HALF, letter)
    assert (learner.stand(HALF), learner.overview(), learner.done(), learner.summary("start")) == before
    assert learner.card(HALF) == card


def test_the_answer_that_was_seen_is_not_asked_for_in_the_lesson_any_more(learner: Desk):
    learner.again(HALF)
    assert learner.answer(HALF, "c").state == "retry"
    learner.again(HALF)
    before = learner.overview(), learner.done()
    learner.recall(HALF, "c")
    assert (learner.stand(HALF).state, learner.stand(HALF).takes_answers) == ("shown", False)
    assert (learner.overview(), learner.done()) == before
    with pytest.raises(Conflict):
        learner.answer(HALF, "a")


def test_an_answer_in_the_lesson_leaves_the_recall_as_it_is(learner: Desk):
    learner.recall(HALF, "c")
    learner.again(HALF)
    learner.answer(HALF, "a")
    assert learner.recall_round("more").items[0].practice.state == "shown"


@pytest.mark.parametrize("letter", ["a", "c"])
def test_the_same_form_again_adds_nothing(learner: Desk, letter: str):
    first = learner.recall(HALF, letter, key=KEY)
    count = len(learner.acts())
    assert learner.recall(HALF, letter, key=KEY) == first
    assert len(learner.acts()) == count


def test_the_same_key_with_another_answer_is_refused(learner: Desk):
    learner.recall(HALF, "a", key=KEY)
    for question, letter in ((HALF, "b"), (ONE, "a")):
        with pytest.raises(InvalidAnswer, match="with another answer"):
            learner.recall(question, letter, key=KEY)
    with pytest.raises(InvalidAnswer, match="with another answer"):
        learner.recall(HALF, "a", key=KEY, sure=False)


def test_there_is_one_try(learner: Desk):
    learner.recall(HALF, "c")
    with pytest.raises(Conflict):
        learner.recall(HALF, "a")
    assert shown(learner, "more", HALF).card.state == "shown"


@pytest.mark.parametrize("question", ["guess-parts", SEVERAL], ids=["a guess", "open in its lesson"])
def test_what_may_not_be_recalled_is_not_found(learner: Desk, question: str):
    learner.course = with_question(learner.course, SEVERAL, meaning="new")
    learner.answer("guess-parts", "a")
    count = len(learner.acts())
    for act in (learner.recall, learner.cue):
        with pytest.raises(NotFound):
            act(question, "a")
    assert len(learner.acts()) == count


def test_practice_may_ask_what_was_never_answered(desk: Desk):
    sent, since = desk.sent("b"), desk.world.now()
    record = recall(desk.connection, desk.world, desk.exercise(ONE), sent, since, only_known=False)
    question = desk.course.question(ONE)[1]
    assert record.recall(question, since).state == "correct"
    assert (desk.stand(ONE).state, record.review(question)) == ("open", None)
    with pytest.raises(NotFound):
        recall(desk.connection, desk.world, desk.exercise("guess-parts"), sent, since, only_known=False)


def test_an_author_can_leave_a_question_out(learner: Desk):
    learner.course = with_question(learner.course, HALF, review=False)
    assert ids(learner.recall_round("more"))[0] == ONE
    with pytest.raises(NotFound):
        learner.recall(HALF, "a")


def test_a_question_rests_and_then_others_come_first(learner: Desk):
    learner.recall(HALF, "a")
    learner.recall(ONE, "b")
    learner.world.sleep(hours=11)
    assert learner.recall_round("more").left == ()
    learner.world.sleep(hours=2)
    round_ = learner.recall_round("more")
    assert (ids(round_), waiting(round_)) == ([SEVERAL, STATEMENT], [SEVERAL, STATEMENT])
    learner.recall(SEVERAL, "a", "b")
    learner.recall(STATEMENT, "b")
    learner.world.sleep(hours=13)
    assert ids(learner.recall_round("more")) == [HALF, ONE]


def test_a_recall_over_midnight_is_one_recall(learner: Desk):
    learner.world.sleep(hours=14, minutes=55)
    learner.recall(HALF, "a")
    learner.world.sleep(minutes=20)
    assert waiting(learner.recall_round("more")) == [ONE]


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
        desk.recall(question, "b")
    for question in "ef":
        desk.answer(question, "b")
    assert ids(desk.recall_round("topic-3")) == ["c", "d"]
    assert (ids(desk.recall_round("topic-2")), desk.recall_round("topic-2").left) == (["a", "b"], ())


def test_a_stale_page_of_another_topic_is_told_what_was_saved(desk: Desk):
    course_with_three_topics(desk)
    for question in "abcdef":
        desk.answer(question, "b")
    desk.recall("a", "c")
    desk.recall("b", "b")
    desk.again("e")
    with pytest.raises(Conflict):
        desk.recall("a", "b")
    assert ids(desk.recall_round("topic-3")) == ["c", "d"]
    assert (shown(desk, "topic-3", "a").place, shown(desk, "topic-3", "c").place) == (0, 1)
    assert desk.recall_page("topic-3", "e") is None


def test_its_card_is_asked_once(learner: Desk):
    card = shown(learner, "more", HALF).card
    assert card.address == "/en/c/sample/t/more/recall/half-right"
    assert (card.origin, card.result) == (learner.course.lesson("first"), None)
    learner.recall(HALF, "c")
    learner.world.sleep(hours=11)
    closed = shown(learner, "more", HALF).card
    assert (closed.state, closed.opens_anew, closed.is_old) == ("shown", False, False)
    assert closed.result
    assert closed.result.why


def test_hints_are_there_and_stay_out_of_the_lesson(learner: Desk):
    before = learner.stand(ONE)
    assert shown(learner, "more", ONE).card.has_more_hints
    practice = learner.cue(ONE, "c", key=KEY)
    assert (practice.hints, practice.state) == (1, "open")
    assert learner.cue(ONE, "c", key=KEY) == practice
    card = shown(learner, "more", ONE).card
    assert (len(card.hints), card.has_more_hints) == (1, True)
    assert learner.acts()[-1][1:6] == (f"{KEY}:cue", 3, "cue", '[["answer", "c"]]', None)
    assert [learner.cue(ONE).hints for _ in range(2)] == [2, 2]
    assert learner.stand(ONE) == before
    learner.recall(ONE, "b")
    assert learner.cue(ONE).hints == 2
    assert learner.stand(ONE) == before


def test_a_changed_question_is_no_longer_asked(learner: Desk):
    learner.recall(HALF, "a")
    learner.course = with_question(learner.course, HALF, meaning="new")
    assert HALF not in ids(learner.recall_round("more"))


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
        since = desk.world.now() - REST
        recall(desk.connection, desk.world, desk.exercise("walk"), form(fields), since)

    for fields in steps:
        answer(desk.connection, desk.world, desk.exercise("walk"), form(fields))
    send(steps[0])
    with pytest.raises(Overtaken):
        send({"step": "first-move", "answer": "b"})
    asked = shown(desk, "topic-2", "walk")
    assert (asked.card.practice.response, asked.waits) == ("first-move:a", True)
    send(steps[1])
    assert desk.recall_round("topic-2").left == ()


def test_nothing_is_told_before_the_answer(learner: Desk):
    card = shown(learner, "more", HALF).card
    assert (card.lines, card.result, card.view is None) == ((), None, False)
