"""Templates: they compile strictly, partials use their one object, and markup is trusted where it was cleaned."""

import re
from functools import cache

import pytest
from jinja2 import StrictUndefined, TemplateAssertionError, TemplateSyntaxError, UndefinedError, meta

from emm.rendering import folder
from tests.architecture.tree import environment, holds_for_each, source, template_tree, templates

ALLOWED = {"_", "ngettext", "site", "asset", "note_on"}
PARTIALS = [name for name in templates() if name.rpartition("/")[2].startswith("_")]
FIELDS = [name for name in templates() if name.startswith(("kinds/", "fields/"))]
PAGES = sorted(set(templates()) - set(PARTIALS) - set(FIELDS))

CLEANED = {
    "html",  # of prose, terms, sources, sections, options, feedback, solutions
    "svg",
    "caption",
    "legend",
    "description",
    "transcript",
    "intro",
    "why",
    "hint",
}
"""What the compiler has cleaned, by the last name of the expression; nothing else may skip escaping."""


@cache
def undeclared(template: str) -> set[str]:
    """Return the names that a template uses and does not make itself."""
    return set(meta.find_undeclared_variables(template_tree(template)))


def test_there_are_templates_of_every_sort():
    on_disk = {path.relative_to(folder("templates")).as_posix() for path in folder("templates").rglob("*.html")}
    assert on_disk == {*PAGES, *PARTIALS}
    assert FIELDS


@holds_for_each(templates())
def test_every_template_compiles(template: str):
    environment().get_template(template)


def test_names_that_nobody_gave_are_errors():
    assert environment().undefined is StrictUndefined
    assert environment().autoescape is True
    with pytest.raises(UndefinedError):
        environment().from_string("{{ forgotten }}").render()
    with pytest.raises(UndefinedError):
        environment().from_string("{{ site.forgotten }}").render()
    with pytest.raises((TemplateAssertionError, TemplateSyntaxError)):
        environment().from_string("{{ 1|forgotten }}")


@holds_for_each(templates())
def test_what_a_template_includes_exists(template: str):
    named = meta.find_referenced_templates(template_tree(template))
    assert {name for name in named if name} <= set(templates())


@holds_for_each(PARTIALS)
def test_a_partial_uses_its_one_object_and_nothing_else(template: str):
    assert len(undeclared(template) - ALLOWED) <= 1
    assert "frame" not in undeclared(template)


@holds_for_each([name for name in templates() if not name.startswith("preview/")])
def test_only_the_preview_knows_of_the_preview(template: str):
    assert "note_on" not in undeclared(template)
    assert not re.search(r"preview|epoch", source(template))


@holds_for_each(FIELDS)
def test_the_fields_of_a_kind_use_their_view_only(template: str):
    assert undeclared(template) <= {"view", "prefix", "amiss", "_", "ngettext"}


def test_the_search_for_names_finds_them():
    assert undeclared("base.html") == {"frame"}
    assert set(environment().globals) >= ALLOWED - {"_", "note_on"}


@holds_for_each(templates())
def test_only_what_was_cleaned_skips_escaping(template: str):
    text = source(template)
    trusted = re.findall(r"([\w.]+)\s*\|\s*safe\b", text)
    assert len(trusted) == len(re.findall(r"\|\s*safe\b", text))
    assert {name.rpartition(".")[2] for name in trusted} <= CLEANED
    assert not re.search(r"autoescape|\|\s*(tojson|xmlattr)", text)


@holds_for_each(templates())
def test_no_template_asks_which_kind_it_is(template: str):
    """What differs from kind to kind stands in its wording and its switches."""
    code = " ".join(re.findall(r"\{%.*?%\}", source(template), re.DOTALL))
    assert not re.search(r"\bkind\.(name|keyword)\b|\bkeyword\b", code)
    assert not re.search(r"\bkind\s*(==|!=|in\b|not in\b)|(==|!=|\bin)\s*[\w.]*\bkind\b(?!\.)", code)


@holds_for_each(templates())
def test_no_template_asks_whether_htmx_asks(template: str):
    """A fragment is the partial that the page includes."""
    code = re.findall(r"\{%.*?%\}", source(template), re.DOTALL)
    assert not [tag for tag in code if re.search(r"htmx|fragment|request", tag)]


@holds_for_each(templates())
def test_every_element_carries_its_own_htmx_attributes(template: str):
    """Nothing is inherited: whoever sends says where the answer goes."""
    for tag in re.findall(r"<[^>]*data-hx-(?:get|post)=[^>]*>", re.sub(r"\{[%{].*?[%}]\}", "", source(template))):
        assert "data-hx-target=" in tag, tag
        assert "data-hx-swap=" in tag, tag
    assert "hx-inherit" not in source(template)
