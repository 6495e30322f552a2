"""`python -m tools.bench.browser`: the first lesson on a slow phone with a slow connection, beside a bare page.

Chromium with a processor six times slower, 400 kbit/s and 400 ms for each request (as its own tools throttle), cold.
The bare page has as many bytes of HTML, style and scripts, asks for all of them at once, and is loaded in turns with
it. Writes to a temporary folder only.
"""

import argparse
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from emm.content.catalog import Catalog
from emm.content.model import Lesson
from tools.bench.measuring import environment_of, serving
from tools.bench.pages import CONTENT, COURSE
from tools.bench.preparing import best, is_chosen
from tools.bench.table import verdict
from tools.bench.yardstick import bare_page_like
from tools.chromium import launched

SLOWER = 6
KBIT = 400
LATENCY = 400
"""Milliseconds."""
SETTLED = 1500
"""Milliseconds after which a page that has loaded does nothing more."""
TURNS = 5
TARGETS = {"fcp": 1600.0, "lcp": 1600.0, "blocked": 50.0, "shift": 0.01, "feedback": 1000.0}
TITLES = {
    "fcp": "first contentful paint, ms",
    "lcp": "largest contentful paint, ms",
    "blocked": "blocking time, ms",
    "shift": "layout shift",
    "feedback": "answer to feedback, ms",
}
WATCH = """() => {
  const seen = { fcp: 0, lcp: 0, blocked: 0, shift: 0, feedback: 0, tasks: [] };
  window.seen = seen;
  const on = (type, note) =>
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type, buffered: true });
  on('paint', (one) => { if (one.name === 'first-contentful-paint') seen.fcp = one.startTime; });
  on('largest-contentful-paint', (one) => { seen.lcp = one.startTime; });
  on('longtask', (one) => { seen.tasks.push([one.startTime, one.startTime + one.duration]); });
  on('layout-shift', (one) => { if (!one.hadRecentInput) seen.shift += one.value; });
}"""
FEEDBACK = """(id) => {
  let start = 0;
  document.addEventListener('click', () => { start = performance.now(); }, { capture: true });
  new MutationObserver((_changes, self) => {
    if (!start || !document.querySelector(`#${id} .fb`)) return;
    self.disconnect();
    requestAnimationFrame(() => setTimeout(() => { window.seen.feedback = performance.now() - start; }));
  }).observe(document.body, { childList: true, subtree: true });
}"""

BLOCKED = """() => {
  const left = ([start, end]) => end - Math.max(start, window.seen.fcp) - 50;
  window.seen.blocked = window.seen.tasks.map(left).filter((ms) => ms > 0).reduce((sum, ms) => sum + ms, 0);
}"""
"""Blocking time as it is commonly told: what tasks take beyond 50 ms, from the first contentful paint on."""

Found = Mapping[str, float]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="tools.bench.browser", description=__doc__)
    parser.add_argument("--turns", type=int, default=TURNS, help="how often each page is loaded (%(default)s)")
    turns = parser.parse_args().turns
    catalog = Catalog(CONTENT)
    catalog.load()
    lesson = catalog.course(COURSE, "en").lessons[0]
    with (
        tempfile.TemporaryDirectory(prefix="emm-bench-") as place,
        serving(environment_of(Path(place), CONTENT)) as site,
        bare_page_like(site.port, lesson.address) as bare,
    ):
        pairs = _pairs(f"http://127.0.0.1:{bare}/", f"http://127.0.0.1:{site.port}", lesson, turns)
    print(f"{lesson.address}: {turns} turns, medians\n\n{'':30}{'bare':>8}{'site':>8}{'ratio':>8}  target")
    for name in TITLES:
        print(_row(name, pairs))


def _pairs(bare: str, site: str, lesson: Lesson, turns: int) -> list[tuple[Found, Found]]:
    question = next(filter(is_chosen, lesson.graded))
    answer = _answer_with(question.id, best(question)[0][1])
    with sync_playwright() as playwright:
        browser = launched(playwright)
        found = [(_loaded(browser, bare), _loaded(browser, site + lesson.address, answer)) for _turn in range(turns)]
        browser.close()
    return found


def _row(name: str, pairs: Sequence[tuple[Found, Found]]) -> str:
    bare, site = (median(pair[which][name] for pair in pairs) for which in (0, 1))
    digits = 3 if name == "shift" else 0
    ratio = f"{median(site[name] / bare[name] for bare, site in pairs):8.2f}" if bare else f"{'':8}"
    met = verdict(site <= TARGETS[name])
    return f"{TITLES[name]:30}{bare:8.{digits}f}{site:8.{digits}f}{ratio}  <= {TARGETS[name]:g}: {met}"


def _loaded(browser: Browser, address: str, then: Callable[[Page], None] | None = None) -> Found:
    """Load a page with an empty cache and return what was seen."""
    context = browser.new_context(viewport={"width": 360, "height": 640}, device_scale_factor=2, is_mobile=True)
    page = _throttled(context)
    page.goto(address, wait_until="load", timeout=60_000)
    page.wait_for_timeout(SETTLED)
    page.evaluate(BLOCKED)
    if then:
        then(page)
    found: dict[str, float] = page.evaluate("window.seen")
    context.close()
    return found


def _throttled(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(f"({WATCH})()")
    session: Any = context.new_cdp_session(page)
    speed = KBIT * 1000 / 8
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": LATENCY, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def _answer_with(question: str, letter: str) -> Callable[[Page], None]:
    def answer(page: Page) -> None:
        card = page.locator(f"#q-{question}")
        page.wait_for_function("window.htmx")  # else the next page would come instead of the feedback
        page.evaluate(FEEDBACK, f"q-{question}")
        card.locator(f"input[value='{letter}']").check(force=True)
        card.get_by_role("button", name="Check answer").click()
        card.locator(".fb").wait_for(timeout=60_000)
        page.wait_for_timeout(SETTLED)

    return answer


if __name__ == "__main__":
    main()
