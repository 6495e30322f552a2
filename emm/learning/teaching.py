"""What is taught in which language, and how far translations have come: for those who look after the courses."""

from collections.abc import Iterator
from dataclasses import dataclass

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson


@dataclass(frozen=True, slots=True)
class Taught:
    """A course in one of its languages, counted by lessons."""

    title: str
    title_language: str
    address: str
    language: str
    edition: str
    is_source: bool
    """Whether it was written in this language."""
    lessons: int
    missing: int
    """Lessons that are not translated."""
    partly: int
    """Lessons of which a part is not translated."""
    stale: int
    """Lessons whose source has changed since they were translated."""

    @property
    def is_whole(self) -> bool:
        """Whether there is nothing to translate."""
        return not (self.missing or self.partly or self.stale)


def taught(catalog: Catalog) -> Iterator[Taught]:
    """Give every course in each of its languages, the one that it was written in first."""
    languages = catalog.languages
    for course in catalog.courses(languages[0]) if languages else ():
        for language in course.languages:
            yield _taught(catalog.course(course.id, language), language)


def _taught(course: Course, language: str) -> Taught:
    is_source = language == course.source_language
    lessons = course.lessons
    return Taught(
        course.title,
        course.language_of("title"),
        f"/{language}{course.address.removeprefix(f'/{course.language}')}",
        language,
        course.edition,
        is_source,
        len(lessons),
        missing=sum(lesson.language != language for lesson in lessons),
        partly=sum(_is_partly(lesson) for lesson in lessons if lesson.language == language),
        stale=sum(lesson.changed is not None for lesson in lessons if lesson.language == language),
    )


def _is_partly(lesson: Lesson) -> bool:
    return any(run.language != lesson.language for run in lesson.runs)
