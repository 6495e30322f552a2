"""One browser and four sites for the whole run; every test begins with a browser profile of its own."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright

from emm.content.catalog import Catalog
from emm.content.model import Course, Lesson
from tests.browser import outcomes, servers
from tests.browser.servers import ROOT, Served
from tests.browser.visitor import Look, Visitor, visitor
from tools.chromium import launched

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session", autouse=True)
def _cheap_hashes() -> None:
    """Let hashes cost here what they cost in the servers, which have to know them again."""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium for the whole run."""
    with sync_playwright() as playwright:
        browser = launched(playwright)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def real(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with the courses that learners get."""
    with servers.site(tmp_path_factory.mktemp("real"), ROOT / "content") as served:
        yield served


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder with the sample course and the broken course."""
    return servers.samples(tmp_path_factory.mktemp("courses"))


@pytest.fixture(scope="session")
def sample(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with the sample course and the broken course."""
    with servers.site(tmp_path_factory.mktemp("sample"), samples) as served:
        yield served


@pytest.fixture(scope="session")
def preview(samples: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The author's preview of the same courses."""
    with servers.site(tmp_path_factory.mktemp("preview"), samples, "preview") as served:
        yield served


@pytest.fixture(scope="session")
def kinds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The site with a course for everything that can come of a card, whatever its kind."""
    with servers.site(tmp_path_factory.mktemp("kinds"), outcomes.write(tmp_path_factory.mktemp("courses"))) as served:
        yield served


@pytest.fixture(scope="session")
def sites(real: Served, sample: Served, preview: Served, kinds: Served) -> dict[str, Served]:
    """All of them by name."""
    return {"real": real, "sample": sample, "preview": preview, "kinds": kinds}


@pytest.fixture
def visit(browser: Browser) -> Iterator[Visit]:
    """Send somebody new to a site; at the end, no page of theirs may have misbehaved."""
    visitors: list[Visitor] = []

    def arrive(served: Served, look: Look | None = None, **changes: Any) -> Visitor:
        visitors.append(visitor(browser, served, look or Look(**changes)))
        return visitors[-1]

    yield arrive
    for one in visitors:
        one.page.context.close()
    for one in visitors:
        assert one.watch.unexpected() == []


@pytest.fixture(scope="session")
def course() -> Course:
    """The course that learners get first, as its authors wrote it."""
    catalog = Catalog(ROOT / "content")
    catalog.load()
    return catalog.course("international-cooperation", "en")


@pytest.fixture(scope="session")
def lesson(course: Course) -> Lesson:
    """Its first lesson."""
    return course.lessons[0]
