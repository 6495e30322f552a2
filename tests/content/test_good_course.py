"""What a course without mistakes becomes."""

from datetime import date
from pathlib import Path

from emm.content.model import Question, Section, Source
from emm.content.pieces import Figure, Link, Prose
from emm.questions.block import Rich
from tests.support.sample import COURSE, HEAD, LESSON, compiled, course_of


def test_a_course_has_the_keys_of_course_md(tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path))
    assert (course.id, course.language, course.address) == ("sample", "en", "/en/c/sample")
    assert (course.title, course.summary) == ("A sample", "What a course needs, and no more.")
    assert course.objectives == {"lo1": "Tell one thing from another.", "lo2": "Use both."}
    assert (course.licence, course.edition) == ("CC BY 4.0", "1.0")
    assert (course.audience, course.authors, course.contact, course.sources_note) == ("", (), "", "")
    assert course.listed
    assert course.languages == ("en",)
    assert course.problems == ()


def test_optional_keys_of_a_course_are_kept(tmp_path: Path) -> None:
    keys = "audience: All\nauthors: [Ann, Bo]\ncontact: a@example.org\nsources_note: Old\nlisted: no\n"
    course = course_of(compiled(tmp_path, {"en/course.md": _course_with(keys)}))
    assert (course.audience, course.authors) == ("All", ("Ann", "Bo"))
    assert (course.contact, course.sources_note, course.listed) == ("a@example.org", "Old", False)


def test_the_text_about_a_course_is_cut_into_sections(tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path))
    assert course.intro == "<p>A word before.</p>"
    assert course.sections == (Section("Who is it for?", "<p>For <em>tests</em>.</p>"),)


def test_topics_and_lessons_stand_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    topic = "---\nid: more\ntitle: More\nkeep: [One., Two.]\n---\n"
    third = HEAD.replace("id: second", "id: third")
    course = course_of(compiled(tmp_path, {"en/10-more/topic.md": topic, "en/10-more/1-third.md": third}))
    assert [(topic.id, topic.number, topic.title) for topic in course.topics] == [
        ("start", 1, "The start"),
        ("more", 2, "More"),
    ]
    assert [(lesson.id, lesson.number, lesson.topic_id) for lesson in course.lessons] == [
        ("first", 1, "start"),
        ("second", 2, "start"),
        ("third", 3, "more"),
    ]
    assert course.topics[0].guess == "first-guess"
    assert course.topics[0].keep == ("One thing is not another.", "Both are of use.")


def test_a_lesson_has_its_keys_and_its_address(tmp_path: Path) -> None:
    lesson = course_of(compiled(tmp_path)).lesson("first")
    assert (lesson.title, lesson.goal) == ("The first lesson", "Tell one thing from another.")
    assert (lesson.objectives, lesson.checked, lesson.draft) == (("lo1",), date(2026, 11, 2), False)
    assert (lesson.address, lesson.path) == ("/en/c/sample/first", "en/1-start/1-first.md")
    assert (lesson.language, lesson.problems) == ("en", ())


def test_the_parts_of_a_lesson_keep_the_order_of_the_file(tmp_path: Path) -> None:
    lesson = course_of(compiled(tmp_path)).lesson("first")
    assert [type(part) for part in lesson.parts] == [Question, Prose, Question]
    assert [(question.id, question.number) for question in lesson.questions] == [("first-guess", 0), ("first-state", 1)]


def test_a_question_has_everything_that_its_block_says(tmp_path: Path) -> None:
    _, question = course_of(compiled(tmp_path)).question("first-state")
    assert question.kind.name == "single"
    assert question.title == Rich("Which is a State?", "Which is a State?")
    assert question.stem == ()
    assert (question.objective, question.level, question.points) == ("lo1", "remember", 1)
    assert (question.review, question.version) == (True, 1)
    assert question.hints == ("Look at <em>one thing</em>.",)
    assert question.why == "<p>A country has a government.</p>"
    assert question.see == Link("#s-one-thing", "One thing")
    assert (question.language, question.path, question.line) == ("en", "en/1-start/1-first.md", 20)
    assert [option.text.plain for option in question.spec.right] == ["A country"]
    assert question.spec.options[0].feedback == Rich("<p>Those are people.</p>", "Those are people.")


def test_settings_are_taken_over(tmp_path: Path) -> None:
    settings = "id: q; objective: lo2; level: apply; points: 3; review: no; v: 4; kind: multiple; credit: all"
    text = f"### Question: Which?\n\n`{settings}`\n\n- [x] a) A\n- [x] b) B\n- [ ] c) C\n\n**Why:** C.\n"
    _, question = course_of(compiled(tmp_path, {LESSON: HEAD + text})).question("q")
    assert (question.kind.name, question.objective, question.level) == ("multiple", "lo2", "apply")
    assert (question.points, question.review, question.version) == (3, False, 4)
    assert not question.spec.partial


def test_a_stem_holds_text_lists_and_figures(tmp_path: Path) -> None:
    text = (
        "### Question: A label\n\n`id: q; objective: lo1; level: apply`\n\nSome *words*:\n\n- one\n- two\n\n"
        '![Alt](../../figures/loop.svg "Cap")\n\nWhich?\n\n- [x] a) A\n- [ ] b) B\n\n**Why:** C.\n'
    )
    _, question = course_of(compiled(tmp_path, {LESSON: HEAD + text})).question("q")
    before, figure, after = question.stem
    assert before == Prose("<p>Some <em>words</em>:</p>\n<ul>\n<li>one</li>\n<li>two</li>\n</ul>", "en")
    assert isinstance(figure, Figure)
    assert after == Prose("<p>Which?</p>", "en")


def test_terms_come_in_order_of_appearance_and_bring_those_they_mention(tmp_path: Path) -> None:
    course = course_of(compiled(tmp_path))
    assert [term.id for term in course.lesson("first").terms] == ["state", "diaspora"]
    text = "A [diaspora](../glossary.md#diaspora).\n"
    lesson = course_of(compiled(tmp_path, {LESSON: HEAD + text})).lesson("second")
    assert [term.id for term in lesson.terms] == ["diaspora", "state"]


def test_a_term_has_title_abbreviation_and_explanation(tmp_path: Path) -> None:
    diaspora, state = course_of(compiled(tmp_path)).glossary
    assert (state.id, state.title, state.short, state.language) == ("state", "State", "S", "en")
    assert (state.html, state.plain) == ("<p>A country with a government.</p>", "A country with a government.")
    assert diaspora.short == ""
    assert '<a class="term" href="#w-state">State</a>' in diaspora.html


def test_footnotes_become_sources(tmp_path: Path) -> None:
    (source,) = course_of(compiled(tmp_path)).lesson("first").sources
    link = '<a href="https://example.org/book" rel="noreferrer" class="address">https://example.org/book</a>'
    assert source == Source(1, f"Somebody, A book, 2020. {link}", 1, "en")


def test_old_ids_lead_to_the_lesson_of_today(tmp_path: Path) -> None:
    head = HEAD.replace("goal:", "moved_from: [old-one, old-two]\ngoal:")
    assert course_of(compiled(tmp_path, {LESSON: head})).moved == {"old-one": "second", "old-two": "second"}


def test_drafts_are_left_out_unless_they_are_asked_for(tmp_path: Path) -> None:
    files = {LESSON: HEAD.replace("goal:", "draft: true\ngoal:") + "[lost](nowhere.md)\n"}
    published = course_of(compiled(tmp_path, files))
    assert [lesson.id for lesson in published.lessons] == ["first"]
    everything = compiled(tmp_path, files, drafts=True)
    assert [lesson.draft for lesson in everything.courses["en"].lessons] == [False, True]
    assert [problem.code for problem in everything.problems] == ["E200"]


def test_a_topic_of_drafts_is_left_out_whole(tmp_path: Path) -> None:
    files = {
        "en/2-later/topic.md": "---\nid: later\ntitle: Later\nkeep: [One., Two.]\n---\n",
        "en/2-later/1-third.md": HEAD.replace("id: second", "id: third\ndraft: true"),
    }
    assert [topic.id for topic in course_of(compiled(tmp_path, files)).topics] == ["start"]


def test_minutes_count_words_questions_and_figures(tmp_path: Path) -> None:
    words = "word " * 180 + "\n\n> [!NOTE]\n> " + "word " * 90 + "\n\n```\nno words here\n```\n\n<!-- nor here -->\n\n"
    figure = "![Not counted](../../figures/loop.svg)\n\n1. " + "word " * 90 + "\n\n"
    question = "### Guess: Not these words\n\n`id: q`\n\n- [x] a) A\n- [ ] b) B\n"
    lesson = course_of(compiled(tmp_path, {LESSON: HEAD + words + figure + question})).lesson("second")
    assert lesson.words == 360
    assert lesson.seconds == 120 + 10 + lesson.questions[0].kind.seconds
    assert lesson.minutes == 3


def test_the_author_may_set_the_minutes(tmp_path: Path) -> None:
    files = {LESSON: HEAD.replace("goal:", "minutes: 7\ngoal:")}
    assert course_of(compiled(tmp_path, files)).lesson("second").minutes == 7


def test_a_lesson_takes_a_minute_at_least(tmp_path: Path) -> None:
    assert course_of(compiled(tmp_path, {LESSON: HEAD})).lesson("second").minutes == 1


def test_a_course_may_have_no_glossary(tmp_path: Path) -> None:
    text = {"en/glossary.md": None, "en/1-start/1-first.md": None}
    topic = {"en/1-start/topic.md": "---\nid: start\ntitle: Start\nkeep: [One., Two.]\n---\n", LESSON: HEAD}
    assert course_of(compiled(tmp_path, {**text, **topic})).glossary == ()


def test_wording_follows_the_text_and_meaning_the_right_answer(tmp_path: Path) -> None:
    def prints(question: str) -> tuple[str, str]:
        _, found = course_of(compiled(tmp_path, {LESSON: HEAD + question})).question("q")
        return found.wording, found.meaning

    text = "### Question: Which?\n\n`id: q; objective: lo1; level: apply`\n\n- [x] a) A\n- [ ] b) B\n\n**Why:** C.\n"
    wording, meaning = prints(text)
    assert prints("Text.\n\n" + text + "\n[^1]: Not part of it.\n\n## After[^1]\n") == (wording, meaning)
    assert prints(text.replace("a) A", "a) Aha"))[0] != wording
    assert prints(text.replace("a) A", "a) Aha"))[1] == meaning
    assert prints(text.replace("[x] a", "[ ] a").replace("[ ] b", "[x] b"))[1] != meaning
    assert prints(text.replace("level: apply", "level: apply; v: 2"))[1] != meaning


def test_the_fingerprint_follows_every_file(tmp_path: Path) -> None:
    prints = {
        course_of(compiled(tmp_path, files)).fingerprint
        for files in (
            {},
            {"en/glossary.md": "## Diaspora\n\nOther.\n\n## State\n\nOther.\n"},
            {"figures/loop.svg": '<svg viewBox="0 0 9 9"/>'},
            {LESSON: HEAD},
        )
    }
    assert len(prints) == 4
    assert course_of(compiled(tmp_path, {LESSON: HEAD})).fingerprint in prints


def _course_with(keys: str) -> str:
    return COURSE.replace("licence:", f"{keys}licence:")
