"""Promises that hold for every page: no key before a card is closed, no personal data in logs, one language."""

import logging
import re
from datetime import timedelta

import pytest

from emm.content.model import Course
from emm.rendering import Renderer, locale_for, weekday
from tests.conftest import Site
from tests.support.client import PageClient

COURSE = "/en/c/sample"
LESSONS = ["first", "second", "third"]
RECALL = f"{COURSE}/t/more/recall"
ROUTES = {
    ("GET", "/"),
    ("GET", "/<language>/"),
    ("GET", "/<language>/c/<course_id>"),
    ("GET", "/<language>/glossary"),
    ("GET", "/<language>/search"),
    ("GET", "/<language>/help"),
    ("GET", "/<language>/privacy"),
    ("GET", "/<language>/c/<course_id>/print"),
    ("GET", "/<language>/c/<course_id>/<lesson_id>"),
    ("POST", "/<language>/c/<course_id>/<lesson_id>/done"),
    ("GET", "/<language>/c/<course_id>/media/<name>"),
    ("GET", "/<language>/c/<course_id>/q/<question_id>"),
    ("POST", "/<language>/c/<course_id>/q/<question_id>"),
    ("GET", "/<language>/c/<course_id>/q/<question_id>/<any(hint, show, again):action>"),
    ("POST", "/<language>/c/<course_id>/q/<question_id>/<any(hint, show, again):action>"),
    ("GET", "/<language>/settings"),
    ("POST", "/<language>/settings"),
    ("GET", "/<language>/c/<course_id>/t/<topic_id>"),
    ("GET", "/<language>/c/<course_id>/t/<topic_id>/recall"),
    ("GET", "/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>"),
    ("POST", "/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>"),
    ("GET", "/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>/<any(hint):action>"),
    ("POST", "/<language>/c/<course_id>/t/<topic_id>/recall/<question_id>/<any(hint):action>"),
    ("GET", "/<language>/review"),
    ("POST", "/<language>/review"),
    ("GET", "/<language>/review/days.ics"),
    ("GET", "/<language>/review/<course_id>/<question_id>"),
    ("POST", "/<language>/review/<course_id>/<question_id>"),
    ("GET", "/<language>/review/<course_id>/<question_id>/<any(hint):action>"),
    ("POST", "/<language>/review/<course_id>/<question_id>/<any(hint):action>"),
    ("GET", "/<language>/review/more/<int:began>"),
    ("GET", "/<language>/review/more/<int:began>/<course_id>/<question_id>"),
    ("POST", "/<language>/review/more/<int:began>/<course_id>/<question_id>"),
    ("GET", "/<language>/review/more/<int:began>/<course_id>/<question_id>/<any(hint):action>"),
    ("POST", "/<language>/review/more/<int:began>/<course_id>/<question_id>/<any(hint):action>"),
    ("GET", "/<language>/save"),
    ("POST", "/<language>/save"),
    ("POST", "/<language>/save/name"),
    ("GET", "/<language>/sign-in"),
    ("POST", "/<language>/sign-in"),
    ("GET", "/<language>/new-password"),
    ("POST", "/<language>/new-password"),
    ("GET", "/<language>/sign-out"),
    ("POST", "/<language>/sign-out"),
    ("GET", "/<language>/me"),
    ("POST", "/<language>/me/shared"),
    ("POST", "/<language>/me/sign-ins/<visit_id>/end"),
    ("POST", "/<language>/me/download"),
    ("GET", "/<language>/me/delete"),
    ("POST", "/<language>/me/delete"),
    ("GET", "/<language>/me/deleted"),
    ("GET", "/<language>/c/<course_id>/assessment"),
    ("POST", "/<language>/c/<course_id>/assessment"),
    ("GET", "/<language>/c/<course_id>/assessment/<int:place>"),
    ("POST", "/<language>/c/<course_id>/assessment/<int:place>"),
    ("GET", "/<language>/c/<course_id>/assessment/check"),
    ("POST", "/<language>/c/<course_id>/assessment/send"),
    ("GET", "/<language>/c/<course_id>/assessment/result/<int:number>"),
    ("GET", "/<language>/c/<course_id>/assessment/practice"),
    ("GET", "/<language>/c/<course_id>/assessment/practice/<question_id>"),
    ("POST", "/<language>/c/<course_id>/assessment/practice/<question_id>"),
    ("GET", "/<language>/c/<course_id>/assessment/practice/<question_id>/<any(hint):action>"),
    ("POST", "/<language>/c/<course_id>/assessment/practice/<question_id>/<any(hint):action>"),
    ("GET", "/<language>/c/<course_id>/assessment/over"),
    ("POST", "/<language>/c/<course_id>/assessment/over"),
    ("GET", "/<language>/c/<course_id>/certificate"),
    ("POST", "/<language>/c/<course_id>/certificate"),
    ("GET", "/<language>/certificate/<code>"),
    ("GET", "/<language>/certificate/<code>.pdf"),
    ("GET", "/<language>/certificate/<code>.<any(json, jwt):form>"),
    ("POST", "/<language>/certificate/<code>/name"),
    ("POST", "/<language>/certificate/<code>/sharing"),
    ("POST", "/<language>/certificate/<code>/print"),
    ("GET", "/verify"),
    ("GET", "/verify/<code>"),
    ("GET", "/<language>/verify"),
    ("GET", "/<language>/verify/<code>"),
    ("POST", "/<language>/verify/<code>"),
    ("GET", "/.well-known/jwks.json"),
    ("GET", "/.well-known/did.json"),
    ("GET", "/credentials/withdrawn"),
    ("GET", "/<language>/sign-in/second"),
    ("POST", "/<language>/sign-in/second"),
    ("POST", "/<language>/save/password"),
    ("GET", "/<language>/invitation"),
    ("POST", "/<language>/invitation"),
    ("GET", "/set-up"),
    ("POST", "/set-up"),
    ("GET", "/admin"),
    ("GET", "/admin/audit"),
    ("GET", "/admin/content"),
    ("POST", "/admin/content/reload"),
    ("GET", "/admin/confirm"),
    ("POST", "/admin/confirm"),
    ("GET", "/admin/settings"),
    ("POST", "/admin/settings"),
    ("GET", "/admin/data"),
    ("POST", "/admin/data/backup"),
    ("POST", "/admin/data/backups/<name>"),
    ("POST", "/admin/data/tidy"),
    ("GET", "/admin/second-factor"),
    ("POST", "/admin/second-factor"),
    ("POST", "/admin/second-factor/codes"),
    ("POST", "/admin/second-factor/off"),
    ("GET", "/admin/people"),
    ("POST", "/admin/people"),
    ("GET", "/admin/people/<person_id>"),
    ("POST", "/admin/people/<person_id>/role"),
    ("POST", "/admin/people/<person_id>/<any(disable, enable, signout, unpair):act>"),
    ("POST", "/admin/people/<person_id>/link"),
    ("POST", "/admin/people/<person_id>/code"),
    ("POST", "/admin/people/<person_id>/delete"),
    ("GET", "/healthz"),
    ("GET", "/readyz"),
    ("GET", "/.well-known/security.txt"),
    ("GET", "/static/<path:filename>"),
}
"""Every address of the site. A new one belongs here and into the tests that every page has to pass."""


def test_the_addresses_are_the_ones_we_know(site: Site):
    found = {
        (method, rule.rule)
        for rule in site.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert found == ROUTES


def test_every_write_refuses_another_site(site: Site, client: PageClient):
    for method, rule in sorted(ROUTES):
        if method == "POST":
            path = re.sub(r"<any\((\w+)[^>]*>", r"\1", rule)
            real = {"language": "en", "course_id": "sample"}
            path = re.sub(r"<int:\w+>", "1", path)
            path = re.sub(r"<(\w+)>", lambda found: real.get(found[1], "first"), path)  # noqa: B023 - used at once
            response = client.client.post(path, headers={"Sec-Fetch-Site": "cross-site"})
            assert response.status_code == 403, path


@pytest.mark.parametrize("lesson", LESSONS)
def test_no_byte_tells_right_from_wrong_before_an_answer(client: PageClient, course: Course, lesson: str):
    page = client.get(f"{COURSE}/{lesson}")
    for question in course.lesson(lesson).questions:
        secrets = [question.why, *question.hints]
        secrets += [option.feedback.html for option in question.spec.options if option.feedback]
        for secret in filter(None, secrets):
            assert secret not in page.text


def test_order_and_length_do_not_depend_on_what_is_right(client: PageClient, course: Course, site: Site):
    _lesson, question = course.question("wrong-option")
    places: dict[str, list[int]] = {option.letter: [] for option in question.spec.options}
    for seed in range(12):
        site.world.seed = seed
        text = client.get(f"{COURSE}/first").text
        order = re.findall(r'id="q-wrong-option-([a-z])"', text)
        for letter, found in places.items():
            found.append(order.index(letter))
    site.world.seed = 0
    assert {letter: sorted(found) for letter, found in places.items()} == dict.fromkeys(places, sorted([0, 1, 2] * 4))


def test_logs_say_nothing_about_people(client: PageClient, caplog: pytest.LogCaptureFixture, site: Site, monkeypatch):
    caplog.set_level(logging.DEBUG)
    marker = "Zanzibar-7391"
    form = client.get(f"{COURSE}/first").fields("wrong-option") | {"answer": marker, "name": marker}
    client.post(f"{COURSE}/q/wrong-option", form, status=422, headers={"User-Agent": marker})
    client.get(f"{COURSE}/first", query_string={"q": marker})
    monkeypatch.setattr("emm.web.pages.lessons.kept", _broken)
    client.get(f"{COURSE}/first", query_string={"q": marker}, status=500)
    assert marker not in caplog.text


def _broken(*_arguments, **_values):
    raise RuntimeError("the template is broken")


def test_a_bug_is_told_with_a_reference_that_the_log_has(client: PageClient, site: Site, caplog, monkeypatch):
    monkeypatch.setattr("emm.web.pages.courses.overview", _broken)
    page = client.get(COURSE, query_string={"not": "kept"}, status=500)
    reference = re.search(r"reference: (\w+)\.", page.text)
    assert reference
    assert reference[1] in caplog.text
    assert "RuntimeError" not in page.text


def test_every_word_of_the_interface_goes_through_the_catalogue(client: PageClient, site: Site, monkeypatch):
    """With a catalogue that turns every sentence into signs, no English word but the author's is left."""
    from babel.support import NullTranslations

    class Signs(NullTranslations):
        def ugettext(self, text):
            return re.sub(r"(%\(\w+\)s)|[A-Za-z]", lambda found: found[1] or "·", text)

        def ungettext(self, singular, plural, count):
            return self.ugettext(singular if count == 1 else plural)

        gettext = ugettext
        ngettext = ungettext

    monkeypatch.setattr("emm.rendering.translations_for", lambda _language: Signs())
    from emm.web.context import asset_addresses
    from emm.web.kept import Kept
    from emm.web.services import Services

    services: Services = site.app.extensions["emm"]
    for store in ("emm-skeletons", "emm-public-pages"):
        monkeypatch.setitem(site.app.extensions, store, Kept(10))
    monkeypatch.setitem(
        site.app.extensions,
        "emm",
        Services(
            services.choices,
            services.catalog,
            Renderer(services.renderer._site, asset_addresses()),
            services.world,
            services.key,
            services.engine,
        ),
    )
    client.answer(f"{COURSE}/first", "half-right", answer="a")
    client.answer(f"{COURSE}/first", "wrong-option", answer="a")
    to_come = weekday((site.world.now() + timedelta(days=2)).date(), locale_for("en"))
    author = _words_of_the_course() | set(re.findall(r"[A-Za-z]{3,}", to_come))
    looked_up = ("/en/glossary", "/en/glossary?q=zzz", "/en/search", "/en/search?q=stem", "/en/search?q=zzz")
    about = (
        "/en/settings?saved",
        "/en/help",
        "/en/privacy",
        f"{COURSE}/print",
        f"{COURSE}/t/start",
        f"{RECALL}/half-right",
        "/en/review",
    )
    checked = ("/en/verify", "/en/verify?code=zzz")
    for path in (COURSE, "/en/", f"{COURSE}/first", f"{COURSE}/third", "/en/nothing", *looked_up, *checked, *about):
        response = client.client.get(path)
        text = re.sub(r"<(script|title)[^>]*>.*?</\1>|<[^>]+>", " ", response.text, flags=re.DOTALL)
        left = set(re.findall(r"[A-Za-z]{3,}", text)) - author - {"Test", "site", "English", "amp", "quot", "zzz"}
        assert not left, (path, left)


def _words_of_the_course() -> set[str]:
    from tests.conftest import COURSES

    return {word for file in COURSES.rglob("*.md") for word in re.findall(r"[A-Za-z]{3,}", file.read_text())} | {
        "Key",
        "point",
        "February",
    }


def test_health_and_readiness(client: PageClient):
    assert client.client.get("/healthz").json == {"status": "ok"}
    assert client.client.get("/readyz").json == {"status": "ok"}
