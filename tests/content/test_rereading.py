"""Questions that were asked once, read again though the course has changed."""

import gc
from dataclasses import replace
from weakref import ref

import pytest

from emm.content.assessment import AskedQuestion, Pool
from emm.content.model import Course
from emm.content.rereading import reread
from tests.architecture.tree import ROOT
from tests.support import courses

WITHOUT_POOL = Pool()


@pytest.fixture(scope="module")
def course() -> Course:
    return courses.read(ROOT / "content").course("international-cooperation", "en")


def test_every_question_can_be_read_again_when_the_pool_is_gone(course: Course):
    later = replace(course, pool=WITHOUT_POOL)
    for one in course.pool.questions:
        again = reread(one.asked, later)
        assert again is not None, one.question.id
        before = one.question
        assert (again.id, again.spec, again.meaning, again.title, again.why) == (
            before.id,
            before.spec,
            before.meaning,
            before.title,
            before.why,
        )
        assert (again.see and again.see.text) == (before.see and before.see.text)


def test_what_was_read_again_goes_with_the_course(course: Course):
    gc.freeze()  # what is there already need not be looked through
    asked = course.pool.questions[0].asked
    later = replace(course, pool=WITHOUT_POOL)
    assert reread(asked, later) is reread(asked, later)
    gone = ref(later)
    del later
    gc.collect()
    assert gone() is None


def test_links_follow_lessons_and_else_lead_to_the_course(course: Course):
    source = (
        "### Question: What?\n\n`id: q; objective: lo1; level: apply`\n\n- [x] a) This\n- [ ] b) That\n\n"
        "**Why:** See [one](1-introduction/1-what-cooperation-means.md#gone) and [two](9-gone/1-gone.md).\n"
    )
    question = reread(AskedQuestion("en", source), course)
    assert question is not None
    assert f'href="{course.lessons[0].address}"' in question.why
    assert f'href="{course.address}"' in question.why


@pytest.mark.parametrize("source", ["", "Nothing.", "### Question: What?\n\n`id: q; kind: riddle`\n\n- [x] a) This\n"])
def test_what_cannot_be_read_any_more_is_none(course: Course, source: str):
    assert reread(AskedQuestion("en", source), course) is None
