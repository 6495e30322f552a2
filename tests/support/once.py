"""Many sites and courses are made in one run of the tests; what is the same in all of them is made once."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, lru_cache
from types import CodeType
from typing import Any

import pytest
from jinja2 import Environment
from markdown_it.token import Token
from werkzeug.routing import BaseConverter, Rule
from werkzeug.routing.rules import RulePart

from emm import rendering
from emm.content import frontmatter, markdown, pages
from emm.content.cleaning import clean
from emm.content.yamltree import read_yaml

USUAL = 10_000
"""Signs in a text that is worth keeping."""


@contextmanager
def compiled() -> Iterator[None]:
    """Let templates, addresses and texts be taken apart once, however many sites and courses use them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering._LanguageEnvironment, "compile", _template_once(), raising=False)
        patch.setattr(Rule, "_parse_rule", _parts_once())
        patch.setattr(Rule, "_compile_builder", _address_once())
        patch.setattr(frontmatter, "read_yaml", lru_cache(maxsize=5000)(read_yaml))
        patch.setattr(markdown, "tokens_of", _tokens_once())
        patch.setattr(pages, "clean", lru_cache(maxsize=5000)(clean))
        yield


def _template_once() -> Callable[..., CodeType]:
    """Return what compiles each template once for each language."""
    by_environment: dict[int, Environment] = {}

    @cache
    def code(environment: int, source: str, name: str | None, filename: str | None) -> CodeType:
        return Environment.compile(by_environment[environment], source, name, filename)

    def compile_once(self: Any, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        language = id(self.translations)  # there is one catalogue for each language
        by_environment.setdefault(language, self)
        return code(language, source, name, filename)

    return compile_once


def _tokens_once() -> Callable[[str], list[Token]]:
    """Return what takes each text of usual length apart once; nobody changes the tokens of a file."""
    parse = markdown.tokens_of
    parsed = lru_cache(maxsize=1000)(parse)
    return lambda text: list(parsed(text)) if len(text) <= USUAL else parse(text)


def _parts_once() -> Callable[..., list[RulePart]]:
    """Return what takes each address apart once, and notes of it in the rule what taking it apart notes."""
    parse = Rule._parse_rule
    made: dict[str, tuple[list[RulePart], list[tuple[bool, str]], dict[str, BaseConverter]]] = {}

    def parse_once(self: Rule, rule: str) -> list[RulePart]:
        if rule in made:
            parts, trace, converters = made[rule]
            self._trace += trace
            self._converters |= converters
            self.arguments |= converters.keys()
        else:
            before = len(self._trace)
            parts = list(parse(self, rule))
            made[rule] = parts, self._trace[before:], self._converters
        return parts

    return parse_once


def _address_once() -> Callable[..., Callable[..., tuple[str, str]]]:
    """Return what makes each function once that fills in an address; the rule itself is an argument of it."""
    make = Rule._compile_builder
    made: dict[tuple[str, str, bool], Callable[..., tuple[str, str]]] = {}

    def make_once(self: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (self.rule, repr(self.defaults), append_unknown)
        if key not in made:
            made[key] = make(self, append_unknown)
        return made[key]

    return make_once
