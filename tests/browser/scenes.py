"""Every page of the site, and every state that a question card can be in, each with the way to get there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pytest
from playwright.sync_api import Route, expect

from emm.content.catalog import Catalog
from tests.browser.outcomes import outcomes, reach_by_hand
from tests.browser.servers import ROOT
from tests.browser.visitor import Visitor

COURSE = "/en/c/sample"
TYPED = "/en/c/author-guide/typed-answers"
FIRST, SECOND, THIRD = f"{COURSE}/first", f"{COURSE}/second", f"{COURSE}/third"
SPOKEN = "/en/c/broken/third"
LINES = "/en/c/author-guide/questions-with-lines"
START, MORE = f"{COURSE}/t/start", f"{COURSE}/t/more"
TOO_MUCH = 70_000


@dataclass(frozen=True)
class Scene:
    """Something to look at: on which site, how to get there, and which console messages that costs."""

    name: str
    site: Literal["real", "sample", "preview", "kinds"]
    enter: Callable[[Visitor], None]
    expected: tuple[str, ...] = ()

    def show(self, person: Visitor) -> None:
        """Bring somebody there."""
        person.watch.expected += self.expected
        self.enter(person)


SCENES: list[Scene] = []


def scene(name: str, *expected: str, site: Literal["real", "sample", "preview"] = "sample") -> Callable[..., None]:
    """Add the decorated way to the scenes."""

    def add(enter: Callable[[Visitor], None]) -> None:
        SCENES.append(Scene(name, site, enter, expected))

    return add


def each_scene() -> pytest.MarkDecorator:
    """Run a test with every scene there is."""
    return pytest.mark.parametrize("scene", every(), ids=lambda scene: scene.name)


def every() -> list[Scene]:
    """Return all scenes: those below, what can come of a card of each kind, and the pages of the real courses."""
    return [*SCENES, *cards(), *pages()]


def cards() -> Iterator[Scene]:
    """Give everything that can come of a card, whatever its kind."""
    for outcome in outcomes():
        yield Scene(str(outcome), "kinds", partial(reach_by_hand, outcome=outcome))


def pages() -> Iterator[Scene]:
    """Give the pages of the real courses as a newcomer sees them."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    addresses = [
        "/en/",
        "/en/settings",
        "/en/review",
        "/en/glossary",
        "/en/search",
        "/en/search?q=partner+state",
        "/en/help",
        "/en/privacy",
    ]
    for course in catalog.courses("en"):
        addresses += [course.address, f"{course.address}/print", *(lesson.address for lesson in course.lessons)]
        addresses += map(course.topic_address, course.topics)
    for address in addresses:
        yield Scene(address, "real", lambda person, address=address: person.open(address))  # type: ignore[misc]


def finish(person: Visitor) -> None:
    """Do all there is to do in the sample course."""
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")
    person.open(SECOND)
    person.answer("parts", "a", "b")
    person.answer("topic-lesson", "b")
    person.open(THIRD)
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Mark as done"))


@scene("catalogue in progress")
def _catalogue(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.open("/en/")


@scene("course in progress")
def _course(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")
    person.open(COURSE)


@scene("course done")
def _course_done(person: Visitor) -> None:
    finish(person)
    person.open(COURSE)


@scene("lesson marked by hand")
def _by_hand(person: Visitor) -> None:
    person.open(THIRD)


@scene("welcome back")
def _welcome(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")
    person.served.days_pass()
    person.open(FIRST)


@scene("several answers")
def _several(person: Visitor) -> None:
    person.open(SECOND)


@scene("nothing chosen", "422")
def _nothing(person: Visitor) -> None:
    person.open(FIRST)
    person.press("wrong-option", "Check answer")


@scene("nothing chosen, page", "422")
def _nothing_page(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))


@scene("not quite")
def _not_quite(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")


@scene("trying again")
def _again(person: Visitor) -> None:
    _not_quite_again(person)


def _not_quite_again(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Try again")


@scene("hint open")
def _hint(person: Visitor) -> None:
    _not_quite_again(person)
    person.press("wrong-option", "Show a hint")
    person.press("wrong-option", "Show another hint")


@scene("partly right")
def _partly(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("half-right", "b")


@scene("partly right at the end")
def _partial(person: Visitor) -> None:
    person.open(SECOND)
    person.answer("parts", "a")
    person.press("parts", "Try again")
    person.press("parts", "Check answer")
    assert person.state("parts") == "partial"


@scene("correct")
def _correct(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b")


@scene("correct, not sure")
def _not_sure(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "b", button="Not sure – check anyway")


@scene("correct now, lesson done")
def _correct_now(person: Visitor) -> None:
    _not_quite_again(person)
    person.answer("wrong-option", "b")
    person.answer("half-right", "a")


@scene("answer shown")
def _shown(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Show the answer")


@scene("guess kept")
def _kept(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")


@scene("seen before")
def _seen(person: Visitor) -> None:
    _all_seen(person)


@scene("seen before, unfolded")
def _unfolded(person: Visitor) -> None:
    _all_seen(person)
    for summary in person.page.locator("details.seen-before summary").all():
        person.tap(summary)


def _all_seen(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "b")
    person.answer("half-right", "c")
    person.press("half-right", "Show the answer")
    person.served.days_pass()
    person.open(FIRST)


@scene("updated")
def _updated(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("wrong-option", "a")
    person.served.questions_change()
    person.open(FIRST)
    expect(person.card("wrong-option")).to_contain_text("This question was updated.")


@scene("gap left empty", "422", site="real")
def _empty_gap(person: Visitor) -> None:
    person.open(TYPED)
    person.write("fill-rule", "bar", "")
    person.press("fill-rule", "Check answer")


@scene("gaps shown", site="real")
def _gaps_shown(person: Visitor) -> None:
    person.open(TYPED)
    person.write("fill-rule", "a very long word that does not belong into this gap at all", "the Tilde")
    person.press("fill-rule", "Check answer")
    person.press("fill-rule", "Show the answer")


@scene("typed in Arabic", site="real")
def _in_arabic(person: Visitor) -> None:
    _retry_in_arabic(person)


def _retry_in_arabic(person: Visitor) -> None:
    person.open(TYPED)
    person.write("name-wrong", "خيار غير صحيح (a)")
    person.press("name-wrong", "Check answer")
    person.press("name-wrong", "Try again")


@scene("typed in Arabic, shown", site="real")
def _in_arabic_shown(person: Visitor) -> None:
    _retry_in_arabic(person)
    person.press("name-wrong", "Check answer")
    person.write("points-earned", "−١٬٢٣٤٫٥")
    person.press("points-earned", "Check answer")
    person.press("points-earned", "Show the answer")


@scene("number in two ways", "422", site="real")
def _two_ways(person: Visitor) -> None:
    person.open(TYPED)
    person.write("points-earned", "1,500")
    person.press("points-earned", "Check answer")


@scene("answered in another tab", "409", "422")
def _conflict(person: Visitor) -> None:
    person.open(FIRST)
    other = person.another_tab()
    other.open(FIRST)
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


GUIDE = "/en/c/author-guide/scenarios-reflections-polls"
"""The lesson of the author guide in which everything can be tried out."""


@scene("scenario, second step", site="real")
def _second_step(person: Visitor) -> None:
    _second_step_of(person)
    expect(person.card("brown-water")).to_contain_text("You will know more at noon.")


@scene("scenario, nothing chosen", "422", site="real")
def _no_choice(person: Visitor) -> None:
    _second_step_of(person)
    person.press("brown-water", "Go on")
    person.page.mouse.move(0, 0)


def _second_step_of(person: Visitor) -> None:
    person.open(GUIDE)
    person.answer("brown-water", "b", button="Go on")
    person.page.mouse.move(0, 0)  # an option under the pointer looks otherwise


@scene("scenario, outcome", site="real")
def _outcome(person: Visitor) -> None:
    _second_step_of(person)
    person.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "b", button="Go on")
    expect(person.feedback("brown-water")).to_have_text("Outcome")


@scene("scenario, another tab", "409", site="real")
def _overtaken(person: Visitor) -> None:
    _second_step_of(person)
    other = person.another_tab()
    other.open(GUIDE)
    other.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "a", button="Go on")
    expect(person.card("brown-water")).to_contain_text("This is how it stands now.")


@scene("note missing", "422", site="real")
def _no_note(person: Visitor) -> None:
    person.open(GUIDE)
    person.press("own-choice", "Save note")


@scene("note saved", site="real")
def _note(person: Visitor) -> None:
    _save_note(person)


def _save_note(person: Visitor) -> None:
    person.open(GUIDE)
    person.card("own-choice").locator("textarea").fill("We closed a well.\n\nNobody asked who used it.")
    person.press("own-choice", "Save note")


@scene("note being changed", site="real")
def _change(person: Visitor) -> None:
    _save_note(person)
    person.press("own-choice", "Change my note")


@scene("voted", site="real")
def _voted(person: Visitor) -> None:
    person.served.forget_votes()
    person.open(GUIDE)
    person.answer("what-keeps-you", "b", button="Vote")
    expect(person.card("what-keeps-you")).to_contain_text("Results appear after 5 votes.")


@scene("voted, with results", site="real")
def _poll_results(person: Visitor) -> None:
    _vote_with_results(person)


def _vote_with_results(person: Visitor) -> None:
    person.open(GUIDE)
    person.answer("what-keeps-you", "b", button="Vote")
    person.served.votes_are("what-keeps-you", a=3, b=9, c=7, d=1)
    person.open(GUIDE)
    expect(person.card("what-keeps-you")).to_contain_text("Results of 20 votes.")


@scene("paths seen before", site="real")
def _paths_seen(person: Visitor) -> None:
    _save_note(person)
    _second_step_of(person)
    person.answer("brown-water", "a", button="Go on")
    person.answer("brown-water", "b", button="Go on")
    _vote_with_results(person)
    person.served.days_pass()
    person.open(GUIDE)
    for summary in person.page.locator("details.seen-before summary").all():
        person.tap(summary)


@scene("no connection", "net::ERR_INTERNET_DISCONNECTED", "Failed to fetch")
def _offline(person: Visitor) -> None:
    person.open(FIRST)
    person.choose("wrong-option", "a")
    person.page.context.set_offline(True)
    person.tap(person.button("wrong-option", "Check answer"))
    expect(person.card("wrong-option").get_by_role("status")).to_contain_text("No connection.")
    person.page.context.set_offline(False)


@scene("topic so far")
def _topic_so_far(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "a")
    person.open(START)
    expect(person.page.locator("h1")).to_contain_text("so far")


@scene("topic done")
def _topic_done(person: Visitor) -> None:
    finish(person)
    person.open(START)
    expect(person.page.locator("h1")).to_contain_text("done")


@scene("topic done, with a guess")
def _topic_guess(person: Visitor) -> None:
    person.open(FIRST)
    person.answer("guess-parts", "a", button="Keep my guess")
    person.answer("wrong-option", "a")
    person.press("wrong-option", "Show the answer")
    person.answer("half-right", "c")
    person.press("half-right", "Show the answer")
    person.open(SECOND)
    person.answer("parts", "a", "b")
    person.answer("topic-lesson", "b")
    person.open(START)
    expect(person.page.locator(".note")).to_contain_text("What you read:")


@scene("topic with something to recall")
def _topic_recall(person: Visitor) -> None:
    finish(person)
    person.open(MORE)
    expect(person.page.get_by_role("link", name="Start quick recall")).to_be_visible()


@scene("recall")
def _recall(person: Visitor) -> None:
    _begin_recall(person)


@scene("recall, right")
def _recall_right(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "b")


@scene("recall, not quite")
def _recall_not_quite(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "a")


@scene("recall, nothing chosen", "422")
def _recall_nothing(person: Visitor) -> None:
    _begin_recall(person)
    person.press("wrong-option", "Check answer")


@scene("recall, nothing chosen, page", "422")
def _recall_nothing_page(person: Visitor) -> None:
    person.lack("*.js")
    _begin_recall(person)
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))


@scene("recall in another tab", "409")
def _recall_conflict(person: Visitor) -> None:
    _begin_recall(person)
    other = person.another_tab()
    other.open(f"{MORE}/recall")
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


@scene("recall done")
def _recall_done(person: Visitor) -> None:
    _do_recall(person)


@scene("recall done, seen again")
def _recall_again(person: Visitor) -> None:
    _do_recall(person)
    person.open(f"{MORE}/recall")


@scene("topic after its recall")
def _topic_recalled(person: Visitor) -> None:
    _do_recall(person)
    person.open(MORE)


def _begin_recall(person: Visitor) -> None:
    finish(person)
    person.open(MORE)
    person.follow("Start quick recall")


def _do_recall(person: Visitor) -> None:
    _begin_recall(person)
    person.answer("wrong-option", "b")
    person.follow("Next question")
    person.answer("half-right", "b")
    expect(person.page.locator("#next")).to_contain_text("Done. 1 of 2 right.")


@scene("review, nothing due")
def _review_nothing(person: Visitor) -> None:
    finish(person)
    person.open("/en/review")
    expect(person.page.locator("main")).to_contain_text("Nothing to review today. Next: 4 questions on ")


@scene("review of today")
def _review(person: Visitor) -> None:
    _come_back(person)
    expect(person.page.locator("header")).to_contain_text("Review (4)")


@scene("review after a long time")
def _review_away(person: Visitor) -> None:
    _come_back(person, days=15)
    expect(person.page.locator("main")).to_contain_text("Welcome back. Here are 4 good ones to restart with.")


@scene("review, a question")
def _review_question(person: Visitor) -> None:
    _begin_review(person)


@scene("review, a hint")
def _review_hint(person: Visitor) -> None:
    _begin_review(person)
    person.press("wrong-option", "Show a hint")


@scene("review, right")
def _review_right(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "b")


@scene("review, not quite")
def _review_not_quite(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "a", button="Not sure – check anyway")


@scene("review, nothing chosen", "422")
def _review_nothing_chosen(person: Visitor) -> None:
    _begin_review(person)
    person.press("wrong-option", "Check answer")


@scene("review in another tab", "409")
def _review_conflict(person: Visitor) -> None:
    _begin_review(person)
    other = person.another_tab()
    other.open("/en/review/sample/wrong-option")
    other.answer("wrong-option", "b")
    person.answer("wrong-option", "a")


@scene("review stopped")
def _review_stopped(person: Visitor) -> None:
    _begin_review(person)
    person.answer("wrong-option", "a")
    person.follow("Stop here")
    expect(person.page.locator("main")).to_contain_text("Saved. The rest will wait.")


@scene("review done")
def _review_done(person: Visitor) -> None:
    _do_review(person)


@scene("review done, seen again")
def _review_again(person: Visitor) -> None:
    _do_review(person)
    person.open("/en/review")
    expect(person.page.locator("main")).to_contain_text("Done for today. 2 of 4 right.")


@scene("review off")
def _review_off(person: Visitor) -> None:
    finish(person)
    person.prefer(review="off")
    person.open("/en/review")
    expect(person.page.get_by_role("button", name="Turn it on")).to_be_visible()


@scene("practice done")
def _practice(person: Visitor) -> None:
    finish(person)
    person.open("/en/review")
    person.follow("Practise anyway (5 mixed questions)")
    for number, (question, letters) in enumerate(REVIEWED.items()):
        if number:
            person.follow("Next question")
        person.answer(question, *letters)
    expect(person.page.locator("#next")).to_contain_text("Done. 2 of 4 right.")


@scene("course with something to review")
def _course_review(person: Visitor) -> None:
    _come_back(person)
    person.open(COURSE)
    expect(person.page.locator("main")).to_contain_text("4 questions are ready for review. About 2 min.")


REVIEWED = {"wrong-option": "b", "parts": "a", "half-right": "c", "topic-lesson": "b"}
"""The questions of a review in their order, and how they are answered."""


def _come_back(person: Visitor, days: int = 2) -> None:
    finish(person)
    person.served.days_pass(days)
    person.open("/en/review")


def _begin_review(person: Visitor) -> None:
    _come_back(person)
    person.follow("Start")


def _do_review(person: Visitor) -> None:
    _begin_review(person)
    for number, (question, letters) in enumerate(REVIEWED.items()):
        if number:
            person.follow("Next question")
        person.answer(question, *letters)
    expect(person.page.locator("#next")).to_contain_text("Done for today. 2 of 4 right.")


@scene("broken question")
def _broken_question(person: Visitor) -> None:
    person.open("/en/c/broken/first")
    expect(person.page.locator(".q.broken")).to_contain_text("It does not count.")


@scene("broken lesson")
def _broken_lesson(person: Visitor) -> None:
    person.open("/en/c/broken/second")
    expect(person.page.locator("h1")).to_have_text("This lesson cannot be shown right now")


@scene("glossary that begins with nothing")
def _no_word(person: Visitor) -> None:
    person.open("/en/glossary?q=zzz")
    expect(person.page.locator("main")).to_contain_text("No term starts with that.")


@scene("glossary that begins with a letter")
def _some_words(person: Visitor) -> None:
    person.open("/en/glossary")
    person.page.get_by_role("searchbox").fill("DIS")
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Show"))
    expect(person.page.locator("dt")).to_have_text(["Distractor", "Distractor"])


@scene("search without result")
def _no_result(person: Visitor) -> None:
    person.open("/en/search?q=zzz")
    expect(person.page.locator("main")).to_contain_text("No result for 'zzz'.")


@scene("search with results")
def _results(person: Visitor) -> None:
    person.open("/en/search")
    person.page.get_by_role("searchbox").fill("distractor")
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Search"))
    expect(person.page.locator("mark").first).to_be_visible()


@scene("whole course with a broken lesson")
def _whole(person: Visitor) -> None:
    person.open("/en/c/broken/print")


@scene("settings saved")
def _settings(person: Visitor) -> None:
    person.prefer(theme="device")


@scene("settings that cannot be kept", "422")
def _settings_wrong(person: Visitor) -> None:
    person.lack("*.js")
    person.open("/en/settings")
    person.page.locator("#theme-dark").evaluate("field => { field.value = 'pink' }")
    person.tap(person.page.locator("label[for=theme-dark]"))
    with person.page.expect_navigation():
        person.tap(person.page.get_by_role("button", name="Save"))
    expect(person.page.locator(".sum")).to_contain_text("Theme: Choose one of these.")


@scene("settings that cannot be kept, in place", "422")
def _settings_wrong_in_place(person: Visitor) -> None:
    person.open("/en/settings")
    person.page.locator("#theme-dark").evaluate("field => { field.value = 'pink' }")
    person.tap(person.page.locator("label[for=theme-dark]"))
    person.tap(person.page.get_by_role("button", name="Save"))
    expect(person.page.locator(".sum h2")).to_be_focused()


@scene("dark by choice, largest text")
def _dark_and_large(person: Visitor) -> None:
    person.prefer(theme="dark", size="150", unsure="hide")
    person.open(FIRST)


@scene("light by choice, larger text")
def _light_and_larger(person: Visitor) -> None:
    person.prefer(theme="light", size="125")
    person.open("/en/settings")


@scene("data saver")
def _saver(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(FIRST)


@scene("data saver, figure asked for")
def _saver_figure(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(FIRST)
    person.tap(person.page.get_by_role("link", name="Show figure"))
    expect(person.page.locator("#figure-1 svg")).to_be_visible()


@scene("data saver, recording")
def _saver_recording(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(SPOKEN)


@scene("data saver, recording asked for")
def _saver_recording_asked(person: Visitor) -> None:
    person.prefer(saver="on")
    person.open(SPOKEN)
    person.tap(person.page.get_by_role("link", name="Play audio"))
    expect(person.page.locator("#audio-1 audio")).to_be_visible()


@scene("page 403", "403")
def _403(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    person.page.route("**/q/*", as_if_from_elsewhere)
    _send(person)


@scene("page 404", "404")
def _404(person: Visitor) -> None:
    person.open("/en/c/sample/nothing")


@scene("page 405", "405")
def _405(person: Visitor) -> None:
    person.open("/en/c/sample/first/done")


@scene("page 413", "413")
def _413(person: Visitor) -> None:
    person.lack("*.js")
    person.open(FIRST)
    swell(person)
    _send(person)


@scene("preview of a broken lesson", site="preview")
def _preview(person: Visitor) -> None:
    person.open("/en/c/broken/first")


@scene("preview with its list open", site="preview")
def _preview_list(person: Visitor) -> None:
    person.open("/en/c/broken/first")
    person.page.locator(".preview-bar summary").click()


@scene("preview with all there is to show", site="preview")
def _preview_all(person: Visitor) -> None:
    for switch in ("answers", "levels"):
        person.open(f"/preview/switch?turn={switch}&back=/en/c/broken/first")


@scene("preview as wide as a phone", site="preview")
def _preview_phone(person: Visitor) -> None:
    person.open("/preview/switch?turn=phone&back=/en/c/broken/third")


@scene("preview of a lesson that cannot be shown", site="preview")
def _preview_lost(person: Visitor) -> None:
    person.open("/en/c/broken/second")


@scene("preview of two languages", site="preview")
def _preview_languages(person: Visitor) -> None:
    person.open("/preview/broken/third/languages")


@scene("problems in the content", site="preview")
def _problems(person: Visitor) -> None:
    person.open("/preview/")
    expect(person.page.locator("h1")).to_have_text("Problems in the content")


@scene("lines in order, a number twice", "422", site="real")
def _number_twice(person: Visitor) -> None:
    person.open(LINES)
    person.number("order-steps", "1", "2", "3", "1")
    person.press("order-steps", "Check answer")


@scene("lines in groups, one missing", "422", site="real")
def _group_missing(person: Visitor) -> None:
    person.open(LINES)
    person.choose("sort-changes", "a-1", "b-3", "d-2")
    person.press("sort-changes", "Check answer")


def as_if_from_elsewhere(route: Route) -> None:
    """Send a request as another site would make the browser send it."""
    headers = route.request.headers | {"origin": "https://elsewhere.example", "sec-fetch-site": "cross-site"}
    route.fulfill(response=route.fetch(headers=headers))


def swell(person: Visitor) -> None:
    """Make the form of a question bigger than any answer can be."""
    person.card("wrong-option").locator("input[name=key]").first.evaluate(
        f"field => {{ field.value = 'x'.repeat({TOO_MUCH}) }}"
    )


def _send(person: Visitor) -> None:
    with person.page.expect_navigation():
        person.tap(person.button("wrong-option", "Check answer"))
    expect(person.page.locator(".prob h1")).to_be_visible()
