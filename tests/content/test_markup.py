"""The HTML that comes of an author's Markdown: a style sheet and the pages rely on it."""

from pathlib import Path

import pytest

from emm.content.pieces import Figure, Prose
from emm.content.words import Words
from tests.support.sample import HEAD, LESSON, compiled, course_of, html_of, text_of


@pytest.mark.parametrize(
    ("text", "html"),
    [
        (
            "Words *with* **weight** and `code`.\n",
            "<p>Words <em>with</em> <strong>weight</strong> and <code>code</code>.</p>",
        ),
        ("## What's *new*, in 2_0?\n", '<h2 id="s-whats-new-in-2_0">What\'s <em>new</em>, in 2_0?</h2>'),
        ("## A\n\n## A\n\n## A\n", '<h2 id="s-a">A</h2>\n<h2 id="s-a-1">A</h2>\n<h2 id="s-a-2">A</h2>'),
        (
            "## A\n\n## A 1\n\n## A\n",
            '<h2 id="s-a">A</h2>\n<h2 id="s-a-1">A 1</h2>\n<h2 id="s-a-2">A</h2>',
        ),
        ("## A\n\n### B\n", '<h2 id="s-a">A</h2>\n<h3 id="s-b">B</h3>'),
        ("## خمّن: Éa b\n", '<h2 id="s-خمّن-éa-b">خمّن: Éa b</h2>'),
        (
            "> [!IMPORTANT]\n> Words.\n",
            '<section class="note note-important"><p class="note-label">Key point</p>\n<p>Words.</p>\n</section>',
        ),
        (
            "> [!NOTE]\n> Words.\n>\n> - one\n",
            '<section class="note note-note"><p class="note-label">Good to know</p>\n'
            "<p>Words.</p>\n<ul>\n<li>one</li>\n</ul>\n</section>",
        ),
        (
            "> [!tip]\n> Words.\n",
            '<section class="note note-tip"><p class="note-label">In practice</p>\n<p>Words.</p>\n</section>',
        ),
        (
            "> [!TIP]\n>\n> Words.\n",
            '<section class="note note-tip"><p class="note-label">In practice</p>\n<p>Words.</p>\n</section>',
        ),
        ("> Just a quote.\n", "<blockquote>\n<p>Just a quote.</p>\n</blockquote>"),
        (
            "A [state](../glossary.md#state), [again](../glossary.md#state).\n",
            '<p>A <a class="term" href="#w-state" id="t-state">state</a>, '
            '<a class="term" href="#w-state">again</a>.</p>',
        ),
        (
            "One[^a], two[^b], one[^a].\n\n[^b]: B.\n[^a]: A.\n",
            '<p>One<sup><a class="fn" id="fr-1" href="#fn-1" aria-label="Footnote 1">1</a></sup>, '
            'two<sup><a class="fn" id="fr-2" href="#fn-2" aria-label="Footnote 2">2</a></sup>, '
            'one<sup><a class="fn" id="fr-1-2" href="#fn-1" aria-label="Footnote 1">1</a></sup>.</p>',
        ),
        (
            "**Timeline:** How it *grew*\n\n- **2018** One.\n- **2019–20** Two.\n",
            '<p class="tl-title" id="tl-1">How it <em>grew</em></p>\n'
            '<ol class="tl" role="list" aria-labelledby="tl-1">\n'
            "<li><strong>2018</strong> One.</li>\n<li><strong>2019–20</strong> Two.</li>\n</ol>",
        ),
        ("**Timeline:** A\n\n- One.\n", "<p><strong>Timeline:</strong> A</p>\n<ul>\n<li>One.</li>\n</ul>"),
        (
            "| A | B |\n| - | -: |\n| c | d |\n",
            '<div class="tbl" tabindex="0" role="group" aria-label="Table"><table>\n'
            "<thead>\n<tr>\n<th>A</th>\n<th>B</th>\n</tr>\n</thead>\n"
            "<tbody>\n<tr>\n<td>c</td>\n<td>d</td>\n</tr>\n</tbody>\n</table>\n</div>",
        ),
        ("```html\n<b> & 1\n```\n", '<pre tabindex="0"><code>&lt;b&gt; &amp; 1\n</code></pre>'),
        ("    code\n", '<pre tabindex="0"><code>code\n</code></pre>'),
        ("[A](1-first.md)\n", '<p><a href="/en/c/sample/first">A</a></p>'),
        ("[A](../1-start/1-first.md#one-thing)\n", '<p><a href="/en/c/sample/first#s-one-thing">A</a></p>'),
        ("[A](#b)\n\n## B\n", '<p><a href="#s-b">A</a></p>\n<h2 id="s-b">B</h2>'),
        ("[A](2-second.md#b)\n\n## B\n", '<p><a href="#s-b">A</a></p>\n<h2 id="s-b">B</h2>'),
        ("[A](2-second.md)\n", '<p><a href="/en/c/sample/second">A</a></p>'),
        ("[A](#%C3%A9)\n\n## É\n", '<p><a href="#s-%C3%A9">A</a></p>\n<h2 id="s-é">É</h2>'),
        ("[A](../course.md)\n", '<p><a href="/en/c/sample">A</a></p>'),
        (
            "[A](https://example.org/?a=1&b=2)\n",
            '<p><a href="https://example.org/?a=1&amp;b=2" rel="noreferrer">A</a></p>',
        ),
        (
            "[A](mailto:a@example.org) [B](tel:+41)\n",
            '<p><a href="mailto:a@example.org">A</a> <a href="tel:+41">B</a></p>',
        ),
        (
            "See https://example.org/a.\n",
            '<p>See <a href="https://example.org/a" rel="noreferrer" class="address">https://example.org/a</a>.</p>',
        ),
        (
            "<https://example.org>\n",
            '<p><a href="https://example.org" rel="noreferrer" class="address">https://example.org</a></p>',
        ),
        ("www.example.org a@example.org ftp://a.b //a.b\n", "<p>www.example.org a@example.org ftp://a.b //a.b</p>"),
        ("A <!-- hidden --> B\n\n<!-- two\n\nlines -->\n\nC\n", "<p>A  B</p>\n<p>C</p>"),
        ("3. three\n4. four\n", '<ol start="3">\n<li>three</li>\n<li>four</li>\n</ol>'),
        ("One\n\n---\n\nTwo  \nthree\n", "<p>One</p>\n<hr>\n<p>Two<br>\nthree</p>"),
        ("> [!NOTE](1-first.md)\n", '<blockquote>\n<p><a href="/en/c/sample/first">!NOTE</a></p>\n</blockquote>'),
        ("> - one\n", "<blockquote>\n<ul>\n<li>one</li>\n</ul>\n</blockquote>"),
        ('1 < 2 & 3 > 2 &copy; "a"\n', '<p>1 &lt; 2 &amp; 3 &gt; 2 © "a"</p>'),
    ],
)
def test_markup(text: str, html: str, tmp_path: Path) -> None:
    assert text_of(tmp_path, text) == html


def test_only_the_first_link_to_a_word_in_a_lesson_can_be_returned_to(tmp_path: Path) -> None:
    text = (
        "### Guess: A [state](../glossary.md#state)?\n\n`id: g`\n\n- [x] a) A [state](../glossary.md#state)\n"
        "  > A [state](../glossary.md#state).\n- [ ] b) No\n\n## After\n\n[State](../glossary.md#state)\n"
    )
    lesson = course_of(compiled(tmp_path, {LESSON: HEAD + text})).lesson("second")
    question = lesson.questions[0]
    link = '<a class="term" href="#w-state">state</a>'
    assert question.title.html == 'A <a class="term" href="#w-state" id="t-state">state</a>?'
    assert question.spec.options[0].text.html == f"A {link}"
    assert question.spec.options[0].feedback.html == f"<p>A {link}.</p>"
    assert "t-state" not in html_of(lesson)


def test_footnotes_that_are_only_named_by_footnotes_come_last(tmp_path: Path) -> None:
    text = "One[^a].\n\n[^a]: A, see [^b].\n[^b]: B.\n"
    sources = course_of(compiled(tmp_path, {LESSON: HEAD + text})).lesson("second").sources
    assert [(source.number, source.references) for source in sources] == [(1, 1), (2, 1)]
    assert sources[1].html == "B."


def test_words_of_the_interface_come_from_outside(tmp_path: Path) -> None:
    words = Words("Merke", "Gut zu wissen", "Praxis", "Fußnote", "<Tafel>")
    text = "> [!NOTE]\n> A[^1].\n\n| A |\n| - |\n\n[^1]: B.\n"
    html = html_of(course_of(compiled(tmp_path, {LESSON: HEAD + text}, words=lambda _: words)).lesson("second"))
    assert '<p class="note-label">Gut zu wissen</p>' in html
    assert 'aria-label="Fußnote 1"' in html
    assert 'aria-label="&lt;Tafel&gt;"' in html


def test_a_figure_has_legend_and_description(tmp_path: Path) -> None:
    text = (
        'Before.\n\n![One & *two*](../../figures/loop.svg "A <b> caption")\n\n1. *First*\n2. Second\n\n'
        "**Description:** All of it.\n\nAfter.\n\n![Again](../../figures/loop.svg)\n"
    )
    before, figure, after, again = course_of(compiled(tmp_path, {LESSON: HEAD + text})).lesson("second").parts
    assert (before, after) == (Prose("<p>Before.</p>", "en"), Prose("<p>After.</p>", "en"))
    assert isinstance(figure, Figure)
    assert isinstance(again, Figure)
    assert figure == Figure(
        number=1,
        svg='<svg viewBox="0 0 24 24" role="img"><title>One &amp; two</title><text x="1" y="9">1</text></svg>',
        alt="One & two",
        caption="A &lt;b&gt; caption",
        legend="<ol>\n<li><em>First</em></li>\n<li>Second</li>\n</ol>",
        description="<p>All of it.</p>",
        language="en",
    )
    assert (again.number, again.caption, again.legend, again.description) == (2, "", "", "")


def test_a_bullet_list_after_a_figure_is_text(tmp_path: Path) -> None:
    parts = (
        course_of(compiled(tmp_path, {LESSON: HEAD + "![A](../../figures/loop.svg)\n\n- one\n"})).lesson("second").parts
    )
    assert [part.sort for part in parts if not hasattr(part, "problems")] == ["figure", "prose"]


def test_a_recording_with_its_transcript(tmp_path: Path) -> None:
    text = "## A\n\n![Audio: A talk](../../media/talk.opus)\n\n#### Transcript\n\nAll *words*.\n\n## B\n"
    course = course_of(compiled(tmp_path, {LESSON: HEAD + text}))
    audio = course.lesson("second").parts[1]
    assert (audio.title, audio.address, audio.size) == ("A talk", "/en/c/sample/media/talk.opus", 4)  # type: ignore[union-attr]
    assert audio.transcript == "<p>All <em>words</em>.</p>"  # type: ignore[union-attr]
    assert course.media == {"talk.opus": str(tmp_path / "sample/media/talk.opus")}
