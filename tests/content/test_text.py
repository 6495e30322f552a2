"""What is said about links, footnotes, figures, HTML and headings."""

from pathlib import Path

import pytest

from emm.content.pieces import Figure, Prose
from emm.content.places import Lost, Places
from tests.support.sample import GLOSSARY, HEAD, LESSON, compiled, html_of, problems_of, said

IMAGE = "![Alt](../../figures/loop.svg)\n"


@pytest.mark.parametrize(
    ("text", "problems"),
    [
        ("One\n[two](9-x.md)\n", ["2: E200 Link target not found: 9-x.md."]),
        ("[a](#nowhere)\n", ["1: E200 Link target not found: #nowhere."]),
        ("[a](1-first.md#nowhere)\n", ["1: E200 Link target not found: 1-first.md#nowhere."]),
        ("[a](../glossary.md#rpc)\n", ["1: E200 Link target not found: ../glossary.md#rpc."]),
        ("[a](../glossary.md)\n", ["1: E200 Link target not found: ../glossary.md."]),
        ("[a](topic.md)\n", ["1: E200 Link target not found: topic.md."]),
        ("[a](../../../../etc/passwd)\n", ["1: E200 Link target not found: ../../../../etc/passwd."]),
        ("[a](../../fr/1-start/1-first.md)\n", ["1: E200 Link target not found: ../../fr/1-start/1-first.md."]),
        ("[a](/en/c/sample/first)\n", ["1: E200 Link target not found: /en/c/sample/first."]),
        ("[a](//example.org)\n", ["1: E200 Link target not found: //example.org."]),
        ("[a](javascript:alert)\n", ["1: E200 Link target not found: javascript:alert."]),
        ("[a](https://)\n", ["1: E200 Link target not found: https://."]),
        ("[a]()\n", ["1: E200 Link target not found: ."]),
        ("> [!NOTE]\n> a\n> [b](x.md)\n", ["3: E200 Link target not found: x.md."]),
        ("| a |\n| - |\n| [b](x.md) |\n", ["3: E200 Link target not found: x.md."]),
        ("- a\n- b\n  [c](x.md)\n", ["3: E200 Link target not found: x.md."]),
        ("![a](../../figures/lop.svg)\n", ["1: E200 Link target not found: ../../figures/lop.svg."]),
        ("![a](../../figures/photo.png)\n", ["1: E200 Link target not found: ../../figures/photo.png."]),
        ("![a](https://example.org/a.svg)\n", ["1: E200 Link target not found: https://example.org/a.svg."]),
        ("![a](loop.svg)\n", ["1: E200 Link target not found: loop.svg."]),
        (
            "![Audio: a](../../media/no.opus)\n\n#### Transcript\n\nb\n",
            ["1: E200 Link target not found: ../../media/no.opus."],
        ),
        ("a[^2]\n", ["1: E201 Footnote [^2] has no text."]),
        ("a\n\n[^2]: b\n", ["3: E201 Footnote [^2] is never used."]),
        ("a[^2]\n\n[^2]: b\n[^2]: c\n", ["4: E201 Footnote [^2] is written twice."]),
        ("a[^2]\n\n[^2]: b\n\n    - c\n", ["5: E015 A list, quote or table does not belong here."]),
        ("a\nb `c\nd`[^2]\n", ["3: E201 Footnote [^2] has no text."]),
        ("![](../../figures/loop.svg)\n", ["1: E202 The figure has no alt text."]),
        ("![Audio: a](../../media/talk.opus)\n\nText.\n", ["1: E204 Audio without a transcript."]),
        ("a\n<b>bold</b>\n", ["2: E205 HTML tag </b> is not allowed.", "2: E205 HTML tag <b> is not allowed."]),
        (
            "a\n\n<div class=x>\nb\n</div>\n",
            ["3: E205 HTML tag <div> is not allowed.", "5: E205 HTML tag </div> is not allowed."],
        ),
        ("<!-- a\n\nb\n", ["1: E205 HTML tag <!-- is not allowed."]),
        ("<!-- a --> <i>b</i>\n", ["1: E205 HTML tag </i> is not allowed.", "1: E205 HTML tag <i> is not allowed."]),
        (
            "<script>alert(1)</script>\n",
            ["1: E205 HTML tag </script> is not allowed.", "1: E205 HTML tag <script> is not allowed."],
        ),
        ("## a\n\n#### b\n", ["3: E206 The heading jumps from level 2 to 4."]),
        ("### a\n", ["1: E206 The heading jumps from level 1 to 3."]),
        ("# a\n", ["1: E015 A heading of level 1 does not belong here."]),
        ("> [!WARNING]\n> a\n", ['1: E100 Unknown block word "[!WARNING]".']),
        ("Words ![a](../../figures/loop.svg) words\n", ["1: E015 An image does not belong here."]),
        ("- ![a](../../figures/loop.svg)\n", ["1: E015 An image does not belong here."]),
    ],
)
def test_one_mistake_in_the_text(text: str, problems: list[str], tmp_path: Path) -> None:
    assert problems_of(tmp_path, text) == problems


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("[a](../glossary.md#sate)\n", "Did you mean #state?"),
        ("[a](1-first.md#one-thin)\n", "Did you mean #one-thing?"),
        ("[a](1-frst.md)\n", "Did you mean 1-start/1-first.md?"),
        ("[a](javascript:b)\n", "Links begin with https:, http:, mailto: or tel:, or name a file of this course."),
        ("![a](../../figures/lop.svg)\n", 'Did you mean "loop.svg"?'),
        ("![a](../../figures/a.png)\n", "Only drawings from the folder figures can be shown: ../../figures/name.svg."),
        ("## a\n\n#### b\n", "Use level 3."),
    ],
)
def test_advice(text: str, hint: str, tmp_path: Path) -> None:
    assert [problem.hint for problem in compiled(tmp_path, {LESSON: HEAD + text}).problems] == [hint]


def test_an_address_that_cannot_be_taken_apart() -> None:
    places = Places("sample", "en", {}, frozenset(), {}, {})
    with pytest.raises(Lost):
        places.aim(LESSON, "http://[")


@pytest.mark.parametrize(
    ("svg", "what"),
    [
        ('<svg viewBox="0 0 9 9"><text>Go</text></svg>', 'the words "Go"'),
        ('<svg viewBox="0 0 9 9">Go</svg>', 'the words "Go"'),
        ('<svg viewBox="0 0 9 9">\n1</svg>', 'the words "1"'),
        ('<svg viewBox="0 0 9 9"><script>1</script></svg>', "the element <script>"),
        ('<svg viewBox="0 0 9 9"><style>1</style></svg>', "the element <style>"),
        ('<svg viewBox="0 0 9 9"><foreignObject/></svg>', "the element <foreignObject>"),
        ('<svg viewBox="0 0 9 9"><use href="#a"/></svg>', "the element <use>"),
        ('<svg viewBox="0 0 9 9"><image href="a"/></svg>', "the element <image>"),
        ('<svg viewBox="0 0 9 9"><a href="x"/></svg>', "the element <a>"),
        ('<svg viewBox="0 0 9 9"><animate/></svg>', "the element <animate>"),
        ('<svg viewBox="0 0 9 9"><g><svg/></g></svg>', "the element <svg>"),
        ('<svg viewBox="0 0 9 9" onload="x"/>', 'the attribute "onload"'),
        ('<svg viewBox="0 0 9 9"><g style="fill:red"/></svg>', 'the attribute "style"'),
        ('<svg viewBox="0 0 9 9"><g class="x"/></svg>', 'the attribute "class"'),
        ('<svg viewBox="0 0 9 9"><g id="x"/></svg>', 'the attribute "id"'),
        ('<svg viewBox="0 0 9 9"><g hx-get="x"/></svg>', 'the attribute "hx-get"'),
        ('<svg viewBox="0 0 9 9"><g fill="url(#a)"/></svg>', 'a value of "fill" that is not a number or a colour'),
        ('<svg viewBox="0 0 9 9"><g fill="URL (x)"/></svg>', 'a value of "fill" that is not a number or a colour'),
        ('<svg viewBox="0 0 9 9"><g fill="https://a.b"/></svg>', 'a value of "fill" that is not a number or a colour'),
        ('<svg viewBox="0 0 9 9" xmlns:x="http://www.w3.org/1999/xlink"/>', 'the attribute "xmlns:x"'),
        ('<svg viewBox="0 0 9 9" xmlns="http://example.org"/>', 'the attribute "xmlns"'),
        ("<svg/>", "no viewBox with four numbers"),
        ('<svg viewBox="0 0 9"/>', "no viewBox with four numbers"),
        ("<p/>", "no drawing"),
        ('<!DOCTYPE svg><svg viewBox="0 0 9 9"/>', "a document type"),
        ('<!DOCTYPE svg [<!ENTITY a "b">]><svg viewBox="0 0 9 9">&a;</svg>', "a document type"),
        ('<svg viewBox="0 0 9 9">&a;</svg>', "a mistake: undefined entity"),
        ("<svg", "a mistake: unclosed token"),
        ("", "a mistake: no element found"),
        ('<svg viewBox="0 0 9 9">' + " " * 4096 + "</svg>", "more than 4 kB"),
    ],
)
def test_a_drawing_that_cannot_be_shown(svg: str, what: str, tmp_path: Path) -> None:
    result = compiled(
        tmp_path, {"figures/loop.svg": "\n" + svg if svg.startswith("<svg v") else svg, LESSON: HEAD + IMAGE}
    )
    (problem,) = result.problems
    assert (problem.path, problem.code) == ("figures/loop.svg", "E203")
    assert problem.message == f"Figure file loop.svg contains {what}."
    assert problem.line == (1 if not svg.startswith("<svg v") or "kB" in what else 3 if "\n" in svg else 2)
    assert result.courses["en"].lesson("second").parts == (Prose("<p>Alt</p>", "en"),)


def test_shapes_digits_and_tokens_pass(tmp_path: Path) -> None:
    svg = (
        '<?xml version="1.0"?><!-- drawn by hand -->'
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" fill="none">'
        '<g stroke="var(--link)" transform="rotate(45 1,2)"><path d="M1-2.5e3z"/><text>12</text></g></svg>'
    )
    result = compiled(tmp_path, {"figures/loop.svg": svg, LESSON: HEAD + IMAGE})
    assert said(result) == []
    (figure,) = result.courses["en"].lesson("second").parts
    assert isinstance(figure, Figure)
    assert figure.svg == (
        '<svg viewBox="0 0 9 9" fill="none" role="img"><title>Alt</title>'
        '<g stroke="var(--link)" transform="rotate(45 1,2)"><path d="M1-2.5e3z"></path><text>12</text></g></svg>'
    )


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("A [*bad* link](x.md) here.\n", "<p>A <em>bad</em> link here.</p>"),
        ('![Alt](../../figures/no.svg "The caption")\n\n1. Legend\n', "<p>The caption</p><ol>\n<li>Legend</li>\n</ol>"),
        ("![Audio: Talk](../../media/talk.opus)\n\nText.\n", "<p>Talk</p>\n<p>Text.</p>"),
        ("![Audio: Talk](../../media/no.opus)\n\n#### Transcript\n\nWords.\n", "<p>Talk</p>\n<p>Words.</p>"),
        ("a <b>c</b>\n", "<p>a &lt;b&gt;c&lt;/b&gt;</p>"),
        ("<div>\n*a*\n</div>\n", "<p>&lt;div&gt;\n*a*\n&lt;/div&gt;</p>"),
        ("a[^2]\n", "<p>a[^2]</p>"),
        ("A ![picture](../../figures/loop.svg) here.\n", "<p>A picture here.</p>"),
        ("> [!WARNING]\n> a\n", "<blockquote>\n<p>[!WARNING]\na</p>\n</blockquote>"),
        ("# a\n", '<h2 id="s-a">a</h2>'),
    ],
)
def test_what_is_wrong_is_shown_as_far_as_it_goes(text: str, html: str, tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD + text})
    assert result.problems
    assert html_of(result.courses["en"].lesson("second")) == html


def test_a_figure_without_alt_text_is_called_by_its_caption(tmp_path: Path) -> None:
    result = compiled(tmp_path, {LESSON: HEAD + '![](../../figures/loop.svg "Caption")\n'})
    (figure,) = result.courses["en"].lesson("second").parts
    assert isinstance(figure, Figure)
    assert "<title>Caption</title>" in figure.svg


@pytest.mark.parametrize(
    ("glossary", "problems"),
    [
        ("Words.\n\n" + GLOSSARY, ["1: E015 This text or heading does not belong here."]),
        (GLOSSARY + "\n### More\n", ["11: E015 This text or heading does not belong here."]),
        (GLOSSARY + "\n## Empty\n", ['11: E014 The explanation of "Empty" is missing.']),
        (GLOSSARY + "\n## !!!\n\nWhat.\n", ['11: E012 Id "!!!" has signs that an id cannot have.']),
        (GLOSSARY + "\n## A\n\n`id: B c`\n\nWhat.\n", []),
        (GLOSSARY + "\n## A\n\nSee [it](#nowhere) or [me](#a).\n", ["13: E200 Link target not found: #nowhere."]),
        (GLOSSARY + "\n## A\n\nWhat[^1].\n\n[^1]: Source.\n", ["13: E015 A footnote does not belong here."]),
        (GLOSSARY + "\n## A\n\nSee [it](1-start/1-first.md#one-thing).\n", []),
        ("# Glossary\n\n" + GLOSSARY, []),
    ],
)
def test_the_glossary(glossary: str, problems: list[str], tmp_path: Path) -> None:
    found = said(compiled(tmp_path, {"en/glossary.md": glossary}))
    assert [line.removeprefix("en/glossary.md:") for line in found] == problems
