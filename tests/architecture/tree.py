"""The program as text: its files, their syntax trees, and its templates."""

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeVar

from jinja2 import Environment
from jinja2.nodes import Template

from emm.rendering import Renderer, Site

ROOT = Path(__file__).parents[2]
PROGRAM = ROOT / "emm"
MODULES = sorted(PROGRAM.rglob("*.py"))


Thing = TypeVar("Thing")


def holds_for_each(things: Iterable[Thing]) -> Callable[[Callable[[Thing], None]], Callable[[], None]]:
    """Make one test of what must hold for each of many things; a failure names the thing.

    What is asked takes less time than pytest needs to begin and end a test.
    """

    def decorate(ask: Callable[[Thing], None]) -> Callable[[], None]:
        def test() -> None:
            for thing in things:
                try:
                    ask(thing)
                except BaseException as fault:
                    fault.add_note(f"It was asked of {thing}.")
                    raise

        test.__doc__ = ask.__doc__
        return test

    return decorate


@cache
def parsed(path: Path) -> ast.Module:
    """Return the syntax tree of a file."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Return all nodes of the syntax tree of a file."""
    return tuple(ast.walk(parsed(path)))


def named(path: Path) -> str:
    """Return how a file is called in messages and lists."""
    return path.relative_to(ROOT).as_posix()


def dotted(node: ast.AST) -> str:
    """Return a chain of names such as "datetime.now", "" for anything else."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        owner = dotted(node.value)
        return f"{owner}.{node.attr}" if owner else node.attr
    return ""


def imported(path: Path) -> Iterator[str]:
    """Yield the modules, and the names out of modules, that a file imports."""
    for node in nodes(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


@cache
def environment() -> Environment:
    """Return the environment in which pages are rendered."""
    return Renderer(Site("Test", "", "", "0"), {})._environment("en")


@cache
def template_tree(template: str) -> Template:
    """Return the syntax tree of a template."""
    return environment().parse(source(template))


def templates() -> list[str]:
    """Return the names of all templates, the kinds' own among them."""
    return environment().list_templates(extensions=["html"])


def source(template: str) -> str:
    """Return the source of a template."""
    loader = environment().loader
    assert loader
    return loader.get_source(environment(), template)[0]
