"""A topic may begin with a guess; it stands in one of its own lessons."""

from collections.abc import Sequence

from emm.content.model import Lesson
from emm.content.problems import Problems, did_you_mean
from emm.content.topics import TopicHead


def checked_guess(topic: TopicHead, lessons: Sequence[Lesson], problems: Problems) -> str:
    """Return the id of the guess that the topic names, "" when there is none in its lessons."""
    known = [part.id for lesson in lessons for part in lesson.questions if part.kind.keyword == "guess"]
    if not topic.guess or topic.guess in known:
        return topic.guess
    advice = did_you_mean(topic.guess, known, f"Write ### Guess: … with id: {topic.guess} in a lesson of this topic.")
    problems.add(topic.path, topic.guess_line, "E200", target=topic.guess, advice=advice)
    return ""
