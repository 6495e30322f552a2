"""Lessons for readers who save data: nothing but figures and recordings waits, wherever they stand."""

from pathlib import Path

import pytest

from emm.content.model import Lesson, Question
from emm.content.on_demand import asked_of, media_of, sparing
from emm.content.pieces import Audio, Figure, Prose
from tests.support.sample import compiled, course_of, with_text

FIGURE = '![A ring](../../figures/loop.svg "A loop")\n\n1. Begin.\n\n'
TALK = "![Audio: A talk](../../media/talk.opus)\n\n#### Transcript\n\nAll words.\n\n"
TEXT = f"""\
## Both

{FIGURE}{TALK}## More

### Question: Which way round?

`id: which-way; objective: lo1; level: remember`

{FIGURE}Look at it.

- [ ] a) Left
  > No.
- [x] b) Right
  > Yes.

**Why:** It is drawn so.

### Question: Which word?

`id: which-word; objective: lo1; level: remember`

- [ ] a) No
  > No.
- [x] b) Yes
  > Yes.

**Why:** It is said so.
"""
NAMES = ("figure-1", "audio-1", "figure-2")


@pytest.fixture
def lesson(tmp_path: Path) -> Lesson:
    return course_of(compiled(tmp_path, with_text(TEXT))).lesson("second")


def media(lesson: Lesson) -> list[Figure | Audio]:
    """Return figures and recordings in order."""
    flat = [piece for part in lesson.parts for piece in (part.stem if isinstance(part, Question) else (part,))]
    return [piece for piece in flat if isinstance(piece, Figure | Audio)]


def test_in_a_lesson_as_it_was_compiled_everything_is_sent(lesson: Lesson):
    assert [(one.sort, one.is_sent, one.on_demand) for one in media(lesson)] == [
        ("figure", True, None),
        ("audio", True, None),
        ("figure", True, None),
    ]


def test_figures_and_recordings_wait(lesson: Lesson):
    found = media(sparing(lesson))
    assert [(one.is_sent, one.on_demand and one.on_demand.id) for one in found] == [(False, name) for name in NAMES]
    assert [one.on_demand and one.on_demand.asking for one in found] == [
        f"{lesson.address}?show={name}#{name}" for name in NAMES
    ]


def test_all_else_stays_as_it_is(lesson: Lesson):
    spared = sparing(lesson)
    assert [part for part in spared.parts if isinstance(part, Prose)] == [
        part for part in lesson.parts if isinstance(part, Prose)
    ]
    assert [question.id for question in spared.questions] == ["which-way", "which-word"]
    assert [one is other for one, other in zip(spared.questions, lesson.questions, strict=True)] == [False, True]
    assert spared.questions[0].meaning == lesson.questions[0].meaning
    assert media(lesson)[0].on_demand is None


def test_what_is_asked_for_is_sent_and_remembered_when_more_is_asked_for(lesson: Lesson):
    one, talk, other = media(sparing(lesson, ("figure-1", "figure-2")))
    assert [media.is_sent for media in (one, talk, other)] == [True, False, True]
    assert talk.on_demand
    assert talk.on_demand.asking == f"{lesson.address}?show=figure-1&show=figure-2&show=audio-1#audio-1"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ((), ()),
        (("figure-2", "figure-1"), ("figure-1", "figure-2")),
        (("figure-1", "figure-1"), ("figure-1",)),
        (("figure-3", "audio-2", "figure-", "", "which-way"), ()),
    ],
)
def test_only_names_of_the_lesson_count(lesson: Lesson, wanted: tuple[str, ...], found: tuple[str, ...]):
    assert asked_of(lesson, wanted) == found


def test_each_can_be_found_by_its_name(lesson: Lesson):
    found = media_of(lesson)
    assert tuple(found) == NAMES
    assert all(one.is_sent and one.on_demand and one.on_demand.id == name for name, one in found.items())


def test_sizes_are_those_of_the_files(lesson: Lesson):
    figure, talk, _other = media(lesson)
    assert (figure.size, talk.size) == (len(figure.svg), len(b"OggS"))  # type: ignore[union-attr]
