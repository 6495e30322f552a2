"""Many sites are made in one run of the tests; their templates are the same."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from types import CodeType
from typing import Any

from jinja2 import Environment

from emm import rendering


@contextmanager
def compiled_once() -> Iterator[None]:
    """Let each template be compiled once for each language, however many sites use it."""
    environment_class = rendering._LanguageEnvironment
    by_environment: dict[int, Environment] = {}

    @cache
    def compiled(environment: int, source: str, name: str | None, filename: str | None) -> CodeType:
        return Environment.compile(by_environment[environment], source, name, filename)

    def compile_once(self: Any, source: str, name: str | None = None, filename: str | None = None) -> CodeType:
        language = id(self.translations)  # there is one catalogue for each language
        by_environment.setdefault(language, self)
        return compiled(language, source, name, filename)

    environment_class.compile = compile_once  # type: ignore[assignment, method-assign]
    yield
    del environment_class.compile
