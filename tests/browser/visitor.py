"""Somebody at a browser: what they see, what they do, and how often they have to tap."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Locator, Page, Request, expect

from tests.browser.servers import Served

HEIGHTS = {320: 640, 1280: 800}
PATIENCE = 15_000
"""Milliseconds to wait for anything: much, because machines that run tests are busy."""
expect.set_options(timeout=PATIENCE)
HTMX_HAS_BEGUN = """() => window.htmx
  ? new Promise((resolve) => setTimeout(() => resolve(true)))
  : !document.querySelector("script[data-htmx]")"""
"""True once the forms of a page are htmx's: it takes them by a timer that stands before ours."""


@dataclass(frozen=True)
class Look:
    """What sort of browser it is."""

    scripts: bool = True
    width: int = 320
    dark: bool = False

    def __str__(self) -> str:
        """Return the name of a test with it."""
        return f"{'scripts' if self.scripts else 'plain'}-{self.width}{'-dark' if self.dark else ''}"


LOOKS = [Look(scripts, width) for scripts in (True, False) for width in (320, 1280)]


@dataclass
class Watch:
    """Keeps what no page may ever do; `expected` are parts of messages that a test provokes."""

    home: str
    expected: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        """Listen to every page of the context."""
        context.on("console", self._console)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("request", self._request)

    def unexpected(self) -> list[str]:
        """Return what must not have happened: errors, violations of the policy, requests to others."""
        return [text for text in self.complaints if not any(part in text for part in self.expected)]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(f"{message.text} ({message.location.get('url')})")

    def _request(self, request: Request) -> None:
        if not request.url.startswith((self.home, "data:")):
            self.complaints.append(f"request to {request.url}")


@dataclass
class Visitor:
    """A person with one page open; `activations` counts taps and fields filled, as in the journeys of the design."""

    page: Page
    served: Served
    look: Look
    watch: Watch
    activations: int = 0
    has_our_scripts: bool = True
    """Whether the scripts of the site arrive; a browser without scripts asks for none."""

    def open(self, path: str) -> None:
        """Type an address."""
        self.page.goto(self.served.address + path)
        self.await_scripts()

    def another_tab(self) -> "Visitor":
        """Return the same person at a second tab."""
        return Visitor(self.page.context.new_page(), self.served, self.look, self.watch)

    @property
    def path(self) -> str:
        """The address of the page without the site's."""
        parts = urlsplit(self.page.url)
        return parts.path + (f"#{parts.fragment}" if parts.fragment else "")

    def card(self, question: str) -> Locator:
        """Return the card of a question."""
        return self.page.locator(f"#q-{question}")

    def state(self, question: str) -> str:
        """Return the name of a card's state."""
        return self.card(question).get_attribute("data-state") or ""

    def feedback(self, question: str) -> Locator:
        """Return the heading of the feedback on a question."""
        return self.card(question).locator(".fb h3")

    def key(self, question: str) -> str:
        """Return the idempotency key of a question's form."""
        return self.card(question).locator("input[name=key]").first.input_value()

    def tap(self, target: Locator) -> None:
        """Tap something."""
        self.activations += 1
        self.await_scripts()
        target.click()

    def await_scripts(self) -> None:
        """Wait for the script that comes after the page; before it is there, forms are sent as without scripts."""
        if self.look.scripts and self.has_our_scripts:
            self.page.wait_for_function(HTMX_HAS_BEGUN)

    def follow(self, name: str | re.Pattern[str]) -> None:
        """Tap the link of that name and wait for the page behind it."""
        with self.page.expect_navigation():
            self.tap(self.page.get_by_role("link", name=name).first)

    def choose(self, question: str, *letters: str) -> None:
        """Tap options."""
        for letter in letters:
            self.tap(self.card(question).locator(f"label[for=q-{question}-{letter}]"))

    def write(self, question: str, *texts: str) -> None:
        """Fill in the lines of a card, one text for each."""
        lines = self.card(question).locator("input[type=text]")
        expect(lines).to_have_count(len(texts))
        for line, text in zip(lines.all(), texts, strict=True):
            self.activations += 1
            line.fill(text)

    def number(self, question: str, *numbers: str) -> None:
        """Give the lines of a question numbers, from top to bottom."""
        for choice, number in zip(self.card(question).locator("select").all(), numbers, strict=True):
            self.activations += 1
            choice.select_option(number)

    def give_anything(self, card: Locator) -> None:
        """Choose the first of each group, another entry in each list, and write something on each line."""
        for option in card.locator("input:is([type=radio], [type=checkbox])").all():
            if not card.locator(f"input[name={option.get_attribute('name')}]:checked").count():
                self.tap(card.locator(f"label[for={option.get_attribute('id')}]"))
        for number, choice in enumerate(card.locator("select").all(), 1):
            choice.select_option(index=min(number, choice.locator("option").count() - 1))
        for line in card.locator("input[type=text], textarea").all():
            line.fill("12")

    def button(self, question: str, name: str) -> Locator:
        """Return a button of a card."""
        return self.card(question).get_by_role("button", name=name, exact=True)

    def press(self, question: str, name: str) -> None:
        """Tap a button of a card and wait for the card that takes its place."""
        with self.new_card(question):
            self.tap(self.button(question, name))

    def lack(self, script: str) -> None:
        """Let a script of the site never arrive."""
        self.has_our_scripts = False
        self.watch.expected.append("net::ERR_FAILED")
        self.page.route(f"**/static/{script}?*", lambda route: route.abort())

    @contextmanager
    def new_card(self, question: str) -> Iterator[None]:
        """Wait at the end of the block for another card in the place of this one, and for the focus in it."""
        self.card(question).evaluate("card => { card.dataset.before = '' }")
        yield
        expect(self.page.locator(f"#q-{question}:not([data-before])")).to_be_attached()
        self.page.wait_for_load_state()
        if self.look.scripts and self.has_our_scripts:
            expect(self.page.locator(f"#q-{question}:focus, #q-{question} :focus")).to_be_attached()

    def answer(self, question: str, *letters: str, button: str = "Check answer") -> None:
        """Choose and check."""
        self.choose(question, *letters)
        self.press(question, button)

    def prefer(self, **choices: str) -> None:
        """Choose on the settings page, by the names of the choices, and save."""
        self.open("/en/settings")
        for name, value in choices.items():
            self.tap(self.page.locator(f"label[for={name}-{value}]"))
        self.tap(self.page.get_by_role("button", name="Save"))
        expect(self.page.locator("main")).to_contain_text("Saved.")


def visitor(browser: Browser, served: Served, look: Look) -> Visitor:
    """Return somebody who has never been here, with their browser."""
    context = browser.new_context(
        java_script_enabled=look.scripts,
        viewport={"width": look.width, "height": HEIGHTS[look.width]},
        color_scheme="dark" if look.dark else "light",
        locale="en-GB",
    )
    context.set_default_timeout(PATIENCE)
    watch = Watch(served.address)
    watch.attach(context)
    return Visitor(context.new_page(), served, look, watch)


def tell(figures: str) -> None:
    """Print what was measured; `pytest -s` shows it."""
    sys.stdout.write(f"\n{figures}\n")
