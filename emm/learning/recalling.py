"""Quick recall: questions from earlier topics, asked once more after a topic."""

from datetime import datetime

from emm.content.model import Course, Lesson, Topic
from emm.learning.records import Record
from emm.learning.rounds import Item, Round, item_of
from emm.learning.rules.recall import REST, to_recall
from emm.learning.rules.topics import summary

QUESTIONS = 2
"""How many questions one quick recall asks."""


def recall_of(record: Record, now: datetime, course: Course, topic: Topic) -> Round:
    """Return the quick recall after the topic; `record` is what the learner did with all questions of the course."""
    began = summary(topic, record.practices(topic.questions), record.finished).last_at
    known = record.known(course, earlier(course, topic))
    chosen = to_recall(known, now, QUESTIONS, since=began)
    items = tuple(recall_item(record, now, course, topic, one.question.id) for one in chosen)
    return Round(course.topic_address(topic), items)


def recall_item(record: Record, now: datetime, course: Course, topic: Topic, question_id: str) -> Item:
    """Return a question as it stands in the quick recall after the topic."""
    lesson, question = course.question(question_id)
    return item_of(record, course, lesson, question, f"{course.topic_address(topic)}/recall", now - REST)


def earlier(course: Course, topic: Topic) -> tuple[Lesson, ...]:
    """Return the lessons before the topic, whose questions are asked after it."""
    return tuple(lesson for each in course.topics[: topic.number - 1] for lesson in each.lessons)
