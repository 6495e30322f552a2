"""Pictures of every page and state, for people to look at: python -m tests.browser.shots FOLDER [PART OF A NAME]"""

import re
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser import outcomes, servers
from tests.browser.scenes import every
from tests.browser.scenes.scene import Scene
from tests.browser.visitor import HEIGHTS, Look, Visitor, visitor
from tools.chromium import launched

VIEWS = ((320, "light"), (320, "dark"), (1280, "light"), (1280, "dark"))


def main(folder: str, part: str = "") -> None:
    """Write a picture of each scene in each view into the folder."""
    place = Path(folder)
    place.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        work = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        samples = servers.samples(work)
        sites = {
            "real": stack.enter_context(servers.site(_folder(work, "real"), servers.ROOT / "content")),
            "sample": stack.enter_context(servers.site(_folder(work, "sample"), samples)),
            "kinds": stack.enter_context(servers.site(_folder(work, "kinds"), outcomes.write(work / "courses"))),
            "preview": stack.enter_context(servers.site(_folder(work, "preview"), samples, "preview")),
        }
        browser = launched(stack.enter_context(sync_playwright()))
        for scene in every():
            if part in scene.name:
                person = visitor(browser, sites[scene.site], Look())
                scene.show(person)
                _take(person, scene, place)
                person.page.context.close()


def _folder(work: Path, name: str) -> Path:
    (work / name).mkdir()
    return work / name


def _take(person: Visitor, scene: Scene, place: Path) -> None:
    name = re.sub(r"\W+", "-", scene.name).strip("-")
    for width, theme in VIEWS:
        person.page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
        person.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        person.page.screenshot(path=place / f"{name}-{width}-{theme}.png", full_page=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
