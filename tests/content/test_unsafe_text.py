"""Whatever an author writes, nothing of it becomes active on a page."""

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import html5lib
import pytest

from emm.content.compile import Compiled
from emm.content.model import Course
from emm.questions.block import Block, Rich
from tests.support.pools import about
from tests.support.sample import FIRST, GLOSSARY, HEAD, LESSON, TOPIC, Files, compiled

PAYLOADS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>alert(1)</script>",
    "<script\n>alert(1)</script\n>",
    "<img src=x onerror=alert(1)>",
    "<IMG SRC=`javascript:alert(1)`>",
    '<img src="x" onerror="alert(1)"/>',
    "<img src=x onerror\n=\nalert(1)>",
    "<image src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    '<svg><animate attributeName=href values="javascript:alert(1)"/></svg>',
    '<math><mi xlink:href="data:x,<script>alert(1)</script>">',
    '<iframe src="javascript:alert(1)"></iframe>',
    '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    '<object data="javascript:alert(1)"></object>',
    "<embed src=javascript:alert(1)>",
    "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<marquee onstart=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    '<a href="java\tscript:alert(1)">x</a>',
    "<a href='&#106;avascript:alert(1)'>x</a>",
    '<form action="https://evil.example"><button>x</button></form>',
    '<button formaction="javascript:alert(1)">x</button>',
    '<meta http-equiv="refresh" content="0;url=javascript:alert(1)">',
    '<base href="https://evil.example/">',
    '<link rel="stylesheet" href="https://evil.example/x.css">',
    "<style>body{background:url(javascript:alert(1))}</style>",
    '<div style="position:fixed;background:url(javascript:alert(1))">x</div>',
    '<p id="main" name="main" class="btn danger">x</p>',
    "<template><script>alert(1)</script></template>",
    '<noscript><p title="</noscript><script>alert(1)</script>"></noscript>',
    "<!--><script>alert(1)</script>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php alert(1) ?>",
    "<!DOCTYPE html><script>alert(1)</script>",
    '<div hx-get="/admin" hx-trigger="load">x</div>',
    '<div data-hx-get="/admin" data-hx-trigger="load">x</div>',
    "<div hx-on:load='alert(1)'>x</div>",
    '<a hx-post="/out" hx-vals="js:{a:alert(1)}">x</a>',
    '<div hx-ext="sse" sse-connect="/x">x</div>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](\\x01javascript:alert(1))",
    "[x](vbscript:msgbox(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](file:///etc/passwd)",
    "[x](blob:https://evil.example/1)",
    "[x](//evil.example)",
    "[x](/\\evil.example)",
    "[x](\\\\evil.example)",
    '[x](https://evil.example/"onmouseover="alert(1))',
    '[x](https://evil.example "t\\" onmouseover=alert(1) x=\\"")',
    "![x](javascript:alert(1))",
    '![x](https://evil.example/x.png "t")',
    "![x](data:image/svg+xml,<svg onload=alert(1)>)",
    '![x" onerror="alert(1)](x.png)',
    "<javascript:alert(1)>",
    '<https://evil.example/"onmouseover=alert(1)>',
    "https://evil.example/'><script>alert(1)</script>",
    "[^x]: <script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "{{ 7 * 7 }}{% raw %}",
    '" onmouseover="alert(1)" x="',
    "'><svg/onload=alert(1)>",
    'x"></title></textarea></style><script>alert(1)</script>',
]

TAGS = {
    *("h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "ul", "ol", "li", "strong", "em", "code", "pre", "blockquote"),
    *("section", "a", "sup", "table", "thead", "tbody", "tr", "th", "td", "div"),
}
DRAWN = {"svg", "title", "text"}
ATTRIBUTES = {"href", "id", "class", "rel", "start", "tabindex", "role", "aria-label", "aria-labelledby"}
PLAIN = {
    *(
        "id",
        "topic_id",
        "title",
        "goal",
        "path",
        "language",
        "address",
        "alt",
        "plain",
        "summary",
        "licence",
        "edition",
    ),
    *("audience", "contact", "sources_note", "keep", "objectives", "problems", "fingerprint", "wording", "meaning"),
    *("kind", "guess", "authors", "languages", "moved", "media", "level", "objective", "text", "short", "letter"),
    *("source", "excludes", "assessment"),
}
"""Fields that are no HTML: pages escape them."""


def pieces(thing: Any, name: str = "") -> Iterator[str]:
    """Yield every piece of HTML in a course."""
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, Rich):
        yield thing.html
    elif isinstance(thing, Block):  # its other fields are words
        yield from pieces((thing.title, thing.items, thing.rows, thing.steps, thing.example))
    elif is_dataclass(thing):
        for field in fields(thing):
            if field.name not in PLAIN or isinstance(getattr(thing, field.name), Rich):
                yield from pieces(getattr(thing, field.name), field.name)
    elif isinstance(thing, tuple):
        for one in thing:
            yield from pieces(one, name)


def assert_harmless(html: str) -> None:
    """Fail when a browser would find anything in `html` that the compiler does not write itself."""
    fragment = html5lib.parseFragment(html, namespaceHTMLElements=False)
    for element in fragment.iter():
        if not isinstance(element.tag, str):
            raise AssertionError(f"a comment in {html}")
        tag = element.tag.rpartition("}")[2]
        if tag == "DOCUMENT_FRAGMENT":
            continue
        is_drawn = element.tag.startswith("{http://www.w3.org/2000/svg}")
        assert tag in (DRAWN if is_drawn else TAGS), html
        for attribute, value in element.attrib.items():
            assert is_drawn or attribute in ATTRIBUTES, html
            assert attribute != "id" or re.match(r"(s|t|tl|fr)-", value), html
            assert attribute != "href" or re.match(r"(#|/[a-z]|https?://|mailto:|tel:)", value), html


def files_with(payload: str) -> Files:
    """Return a course in which every field that an author can fill holds `payload`."""
    quoted = "'" + payload.replace("'", "''").replace("\n", " ").replace("\t", " ") + "'"
    line = payload.replace("\n", " ")
    question = (
        f"### Question: {line}\n\n`id: x; objective: lo1; level: apply`\n\nStem {line}\n\n- [x] a) {line}\n"
        f"  > {line}\n- [ ] b) Other\n\n**Hint:** {line}\n\n**Why:** {line}\n\n**See:** [{line}](#both) {line}\n\n"
    )
    text = (
        f"{payload}\n\n## {line}\n\n> [!NOTE]\n> {line}\n\n- {line}\n\n| a |\n| - |\n| {line} |\n\n"
        f"**Timeline:** {line}\n\n- **2018** {line}\n\n"
        f'![{line}](../../figures/loop.svg "x")\n\n1. {line}\n\n**Description:** {line}\n\n'
        f"![A](../../figures/loop.svg '{line}')\n\n"
        f"![Audio: {line}](../../media/talk.opus)\n\n#### Transcript\n\n{line}\n\n"
        f"Text[^1].\n\n```{line}\n{payload}\n```\n\n[{line}](https://example.org)\n\n{question}[^1]: {line}\n"
    )
    hint = f"**Hint:** {line}\n\n"
    asked = question.replace(hint, "").replace("id: x;", "id: y;").replace("(#both)", "(1-start/2-second.md#both)")
    head = HEAD.replace("The second lesson", quoted).replace("Use both.", quoted)
    return {
        LESSON: head + "## Both\n\n" + text,
        "en/1-start/1-first.md": FIRST,
        "en/glossary.md": f"{GLOSSARY}\n## {line}\n\nShort: {line}\n\n{line}\n\n## More\n\n{payload}\n",
        "en/1-start/topic.md": TOPIC.replace("One thing is not another.", quoted).replace("The start", quoted),
        "en/assessment.md": "## lo1\n\n" + asked.replace("Other\n", "Other\n  > No.\n"),
        "en/course.md": about("assessment: {pass: 1, draw: {lo1: {apply: 1}}}\n")
        .replace("A sample", quoted)
        .replace("A word before.", payload)
        .replace("For *tests*", payload),
    }


def course(result: Compiled) -> Course:
    """Return the English course, which payloads must not take away."""
    return result.courses["en"]


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_every_field(payload: str, tmp_path: Path) -> None:
    found = course(compiled(tmp_path, files_with(payload)))
    assert found.lesson("second").parts
    html = [piece for piece in pieces(found) if "<" in piece]
    assert html
    for piece in html:
        assert_harmless(piece)
    for question in (*found.lesson("second").questions, *(one.question for one in found.pool.questions)):
        assert question.see is None or re.match(r"(#|/[a-z]|https://)", question.see.href)


def test_every_field_is_reached(tmp_path: Path) -> None:
    result = compiled(tmp_path, files_with("Plain *words*"))
    assert [problem.code for problem in result.problems] == ["E130"]
    assert sum(piece.count("Plain <em>words</em>") for piece in pieces(course(result))) == 33


@pytest.mark.parametrize("payload", [payload for payload in PAYLOADS if payload.startswith("[x](")])
def test_a_payload_as_the_place_to_read_more(payload: str, tmp_path: Path) -> None:
    text = FIRST.replace("[One thing](#one-thing)", payload)
    _, question = course(compiled(tmp_path, {"en/1-start/1-first.md": text})).question("first-state")
    assert question.see is None or question.see.href.startswith("https://evil.example")


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_payload_in_a_drawing(payload: str, tmp_path: Path) -> None:
    files = {
        "figures/loop.svg": f'<svg viewBox="0 0 9 9"><title>{payload}</title>{payload}</svg>',
        LESSON: HEAD + f"![{payload}](../../figures/loop.svg)\n",
    }
    for piece in pieces(course(compiled(tmp_path, files)).lesson("second")):
        assert_harmless(piece)


def test_the_test_would_find_active_content() -> None:
    for html in (
        "<script></script>",
        "<p onclick=x>",
        "<a href=javascript:x>",
        '<p id="main">',
        "<a href=//x>",
        "<!-- -->",
    ):
        with pytest.raises(AssertionError):
            assert_harmless(html)


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 40
