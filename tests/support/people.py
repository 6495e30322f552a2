"""Somebody with a browser who keeps their progress, signs in and signs out, by the forms of the pages."""

from typing import Any

from flask import Flask

from tests.support.client import XHTML, Page, PageClient, words

COURSE = "/en/c/sample"
FIRST = f"{COURSE}/first"
PASSWORD = "rain falls on tin roofs"
ANOTHER_PASSWORD = "goats climb quiet hills"


class Person:
    """A browser, and what is on its pages."""

    def __init__(self, app: Flask) -> None:
        """Begin without a cookie."""
        self.http = app.test_client()
        self.client = PageClient(self.http)

    def send(self, path: str, form: str = "", *, status: int = 200, htmx: bool = False, **fields: Any) -> Page:
        """Open the page at `path`, and send its form with that action (its own, unless another is named)."""
        page = self.client.get(path)
        action = form or path
        found = next(one for one in page.all("form", method="post") if one.get("action") == action)
        hidden = {
            field.get("name", ""): field.get("value", "")
            for field in found.iter(XHTML + "input")
            if field.get("type") == "hidden"
        }
        return self.client.post(action, hidden | fields, status=status, htmx=htmx)

    def answer(self, question: str = "wrong-option", letter: str = "b") -> None:
        """Answer a question of the first lesson."""
        self.client.answer(FIRST, question, answer=letter)

    def get_code(self) -> str:
        """Get a resume code and return it."""
        return words(self.send("/en/save").one("p", id="code"))

    def choose_name(self, name: str = "amina", password: str = PASSWORD, *, status: int = 200) -> Page:
        """Add a user name and a password."""
        return self.send("/en/save", "/en/save/name", status=status, name=name, password=password)

    def sign_in(self, code: str = "", *, status: int = 200, **fields: Any) -> Page:
        """Sign in by code, or by the name and password given."""
        way = "password" if "name" in fields else "code"
        return self.send("/en/sign-in", status=status, **({"way": way, "code": code} | fields))

    @property
    def token(self) -> str:
        """The value of the cookie, "" without one."""
        cookie = self.http.get_cookie("emm")
        return cookie.value if cookie else ""

    @token.setter
    def token(self, value: str) -> None:
        self.http.set_cookie("emm", value)

    @property
    def is_known(self) -> bool:
        """Whether the site knows who this is."""
        page = self.client.get("/en/me")
        page.response.close()  # what is noted after the reply
        return bool(page.all("section", aria_labelledby="data"))

    def has_answered(self, question: str = "wrong-option") -> bool:
        """Whether the lesson shows an answer to the question."""
        return self.client.get(FIRST).card(question).get("data-state") != "open"


def set_cookie(page: Page) -> str:
    """Return how the response that made a page set the cookie; that of the way to it counts as well."""
    responses = [*page.response.history, page.response]
    return next((r.headers["Set-Cookie"] for r in responses if "Set-Cookie" in r.headers), "")
