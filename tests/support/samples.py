"""Small pieces of content made by hand, for tests that need one more question or another lesson."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from typing import Any

from emm.content.assessment import Pool
from emm.content.model import Course, Lesson, Part, Question, Topic
from emm.questions import registry
from emm.questions.block import Block, Rich
from emm.questions.toolbox import Choices, Option


def rich(text: str) -> Rich:
    """Return plain words as an author's text."""
    return Rich(text, text)


def choices(right: str = "b", letters: str = "abc") -> Choices:
    """Return options with these letters; those in `right` are right, and each has feedback of its own."""
    options = (Option(le, rich(f"Option {le}"), float(le in right), rich(f"Feedback {le}")) for le in letters)
    return Choices(tuple(options), shuffled=True, partial=True)


def question_of(kind: str = "single", question_id: str = "q1", **changes: Any) -> Question:
    """Return a question of a kind that has options."""
    made = Question(
        id=question_id,
        kind=registry.kind_named(kind),
        spec=choices("ab" if kind == "multiple" else "b"),
        title=rich(f"Title of {question_id}"),
        stem=(),
        objective="",
        level="",
        points=1,
        review=True,
        version=1,
        hints=("First hint", "Second hint"),
        why="Explanation",
        see=None,
        number=1,
        wording="wording-one",
        meaning="meaning-one",
        fixed="fixed-one",
        language="en",
        block=Block("en/1-topic/1-lesson.md", 1, "question", question_id, rich(question_id), {}, 3, ""),
    )
    return replace(made, **changes)


def lesson_of(*parts: Part, reading: int = 60, lesson_id: str = "made", **changes: Any) -> Lesson:
    """Return a lesson of these parts; `reading` is the time for its text in seconds."""
    seconds = reading + sum(part.kind.seconds for part in parts if isinstance(part, Question))
    made = Lesson(
        id=lesson_id,
        topic_id="topic",
        number=1,
        title=f"Lesson {lesson_id}",
        goal="",
        objectives=(),
        parts=parts,
        terms=(),
        sources=(),
        checked=None,
        seconds=seconds,
        minutes=-(-seconds // 60),
        words=100,
        draft=False,
        language="en",
        goal_language="en",
        changed=None,
        address=f"/en/c/made/{lesson_id}",
        path="en/1-topic/1-lesson.md",
    )
    return replace(made, **changes)


def course_of(*lessons: Lesson) -> Course:
    """Return a course with one topic that holds these lessons."""
    return course_of_topics(lessons)


def course_of_topics(*groups: Sequence[Lesson]) -> Course:
    """Return a course with these lessons in its topics, which are called topic, topic-2 and so on."""
    numbers = count(1)
    topics = []
    for number, lessons in enumerate(groups, 1):
        topic_id = "topic" if number == 1 else f"topic-{number}"
        placed = tuple(replace(lesson, number=next(numbers), topic_id=topic_id) for lesson in lessons)
        topics.append(
            Topic(
                id=topic_id,
                number=number,
                title="A topic",
                language="en",
                keep=(),
                keep_language="en",
                changed=None,
                guess="",
                lessons=placed,
            )
        )
    return Course(
        id="made",
        language="en",
        title="A course made by hand",
        summary="",
        intro="",
        sections=(),
        objectives={},
        topics=tuple(topics),
        glossary=(),
        assessment=None,
        pool=Pool(),
        languages=("en",),
        licence="",
        edition="1",
        audience="",
        authors=(),
        contact="",
        sources_note="",
        listed=True,
        moved={},
        media={},
        address="/en/c/made",
        fingerprint="fingerprint",
    )


def with_question(course: Course, question_id: str, **changes: Any) -> Course:
    """Return the course in which one question has been edited."""
    _lesson, question = course.question(question_id)
    return with_parts(
        course, _lesson.id, *(replace(question, **changes) if part is question else part for part in _lesson.parts)
    )


def with_parts(course: Course, lesson_id: str, *parts: Part) -> Course:
    """Return the course in which one lesson has other parts."""
    topics = tuple(
        replace(topic, lessons=tuple(_changed(lesson, lesson_id, parts) for lesson in topic.lessons))
        for topic in course.topics
    )
    return replace(course, topics=topics)


def _changed(lesson: Lesson, lesson_id: str, parts: tuple[Part, ...]) -> Lesson:
    return replace(lesson, parts=parts) if lesson.id == lesson_id else lesson
