"""One Jinja environment for each language, so that pages and fragments look alike."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import cycle
from math import ceil
from pathlib import Path

from babel import Locale
from babel.core import UnknownLocaleError
from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations
from babel.units import format_unit
from jinja2 import Environment, FileSystemLoader, StrictUndefined, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup

from emm.messages import Message
from emm.questions import registry

HERE = Path(__file__).parent
SOURCE_LANGUAGE = "en"
SEAM = ""
"""The name of the place where two texts meet, with nothing to be filled in."""
MARK = "\0"
"""Stands around the name of a place in a skeleton; no text of an author or a learner can contain it."""

PLACES_OF_LESSONS = re.compile(r'href="(?=#(?:s|w|fn)-)')
"""Links to sections, words and sources of the same lesson, as the compiler of courses writes them."""


@dataclass(frozen=True, slots=True)
class Site:
    """What every page says about the site."""

    name: str
    host_organization: str
    contact: str
    version: str
    reviews: bool = True
    """Whether questions come back for review."""
    findable: bool = False
    """Whether search engines may list courses and lessons."""


def folder(name: str) -> Path:
    """Return the folder `templates` or `static`: inside the installed package, or beside it in a checkout."""
    return HERE / name if (HERE / name).is_dir() else HERE.parent / name


@dataclass(frozen=True, slots=True)
class Skeleton:
    """A rendered text with places left open for what differs from reader to reader."""

    pieces: tuple[str, ...]
    """Text and names of places, in turn."""

    @classmethod
    def of(cls, text: str) -> "Skeleton":
        """Return the skeleton of a rendered text: its places are what a template calls `place("name")`."""
        return cls(tuple(text.split(MARK)))

    @property
    def places(self) -> frozenset[str]:
        """The names of what is left open."""
        return frozenset(self.pieces[1::2]) - {SEAM}

    def filling(self, parts: Mapping[str, str]) -> "Skeleton":
        """Return the skeleton with the places of these names filled, whose own places stay open.

        It holds the very same text between the places, so that many of one page take little more memory than one.
        """
        pieces = list(self.pieces[:1])
        for name, text in zip(self.pieces[1::2], self.pieces[2::2], strict=True):
            inside = (SEAM, *Skeleton.of(parts[name]).pieces, SEAM) if name in parts else (name,)
            pieces += (*inside, text)
        return Skeleton(tuple(pieces))

    def filled(self, parts: Mapping[str, str]) -> str:
        """Return the text with each place filled by the part of its name, or left empty."""
        turns = cycle((False, True))
        return "".join(
            parts.get(piece, "") if is_place else piece for piece, is_place in zip(self.pieces, turns, strict=False)
        )


class _Translated(NodeTransformer):
    """Puts the translation of each plain sentence into the template, so that no page has to look it up again."""

    def __init__(self, translations: NullTranslations) -> None:
        self._translations = translations

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - the name that Jinja's visitor looks for
        self.generic_visit(node)
        is_gettext = isinstance(node.node, nodes.Name) and node.node.name == "_"
        if is_gettext and not node.kwargs and len(node.args) == 1 and isinstance(node.args[0], nodes.Const):
            return nodes.Const(self._translations.ugettext(node.args[0].value), lineno=node.lineno)
        return node


class _LanguageEnvironment(Environment):
    """Jinja for one language: the language is known when a template is compiled."""

    translations: NullTranslations

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        template = super()._parse(source, name, filename)
        _Translated(self.translations).visit(template)
        return template


class Renderer:
    """Turns a template and frozen values into text, in the language of the reader."""

    def __init__(self, site: Site, assets: Mapping[str, str], instead: str = "", **more: object) -> None:
        """Keep what all pages share; `assets` gives each file in static/ its address.

        Templates in the folder `instead` stand in for those of the same name; `more` is known to all templates.
        """
        self._site = site
        self.assets = assets
        self._folders = [folder("templates") / instead] if instead else []
        self._more = more
        self._environments: dict[str, Environment] = {}

    def render(self, template: str, language: str, **values: object) -> str:
        """Return the template filled with `values`, its interface text in `language`."""
        return self._environment(language).get_template(template).render(values)

    def rename(self, site: Site) -> None:
        """Let every page that is rendered from now on say this about the site."""
        self._site = site
        for environment in list(self._environments.values()):
            environment.globals["site"] = site

    def _within(self, language: str, template: str, **thing: object) -> Markup:
        """Return a part of a page in another language, with the interface words that it brings along."""
        return Markup(self.render(template, language, **thing))  # noqa: S704 - rendered with escaping

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            self._environments[language] = self._make(language)
        return self._environments[language]

    def _make(self, language: str) -> Environment:
        environment = _LanguageEnvironment(
            loader=FileSystemLoader([*self._folders, folder("templates"), registry.FOLDER]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            extensions=["jinja2.ext.i18n"],
        )
        environment.translations = translations = translations_for(language)
        environment.install_gettext_translations(translations, newstyle=True)  # type: ignore[attr-defined]
        locale = locale_for(language)
        environment.globals.update(site=self._site, asset=self.assets.__getitem__, place=place, **self._more)
        environment.globals.update(within=self._within, page_language=language)
        environment.filters.update(
            say=lambda sentence: say(sentence, translations),
            day=lambda moment: day(moment, locale),
            moment=lambda at: moment(at, locale),
            points=lambda number: points(number, locale),
            weekday=lambda moment: weekday(moment, locale),
            size=lambda count: size(count, locale),
            away=away,
            isolated=isolated,
            language_name=language_name,
            direction=direction,
            tongue=lambda other: tongue(other, language),
            said=lambda text, other: said(text, other, language),
        )
        return environment


def place(name: str) -> Markup:
    """Return what leaves a place of that name open in a text."""
    return Markup(f"{MARK}{name}{MARK}")  # noqa: S704 - the names are ours


def away(html: str, address: str) -> Markup:
    """Return a piece of a lesson as it reads elsewhere: links to places of the lesson lead to its `address`."""
    return Markup(PLACES_OF_LESSONS.sub(f'href="{address}', html))  # noqa: S704 - rendered with escaping before


@cache
def translations_for(language: str) -> NullTranslations:
    """Return the interface catalogue of a language; where there is none the English source text shows."""
    return Translations.load(HERE / "translations", [language])


@cache
def locale_for(language: str) -> Locale:
    """Return what is known of a language, English for one that nobody knows."""
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return Locale.parse(SOURCE_LANGUAGE)


def direction(language: str) -> str:
    """Return "rtl" for a language written from right to left, else "ltr"."""
    return locale_for(language).text_direction


def tongue(language: str, page: str) -> Markup:
    """Return the attributes of an element in `language`, none when that is the language of the page."""
    if language == page:
        return Markup("")
    return Markup(' lang="{}" dir="{}"').format(language, direction(language))


def said(text: str, language: str, page: str) -> str:
    """Return a text in `language` for a sentence or a link of the page."""
    if language == page:
        return text
    return Markup("<span{}>{}</span>").format(tongue(language, page), text)


def isolated(text: str) -> Markup:
    """Return what somebody typed such that its direction does not turn the sentence around it."""
    return Markup("<bdi>{}</bdi>").format(text)


def language_name(language: str) -> str:
    """Return the name of a language in that language."""
    name = locale_for(language).get_language_name(language)
    return name[:1].upper() + name[1:] if name else language


def say(sentence: Message, translations: NullTranslations) -> str | Markup:
    """Return a message in the language of the catalogue."""
    if sentence.plural:
        text = translations.ungettext(sentence.text, sentence.plural, sentence.count)
    else:
        text = translations.ugettext(sentence.text)
    return text % dict(sentence.values)


def moment(at: datetime, locale: Locale) -> str:
    """Return day and time of a moment, in UTC because nobody knows where the reader is."""
    return f"{format_date(at, 'full', locale=locale)}, {format_time(at, 'HH:mm', locale=locale)} UTC"


def points(number: float, locale: Locale) -> str:
    """Return a number of points with one decimal at most."""
    return format_decimal(round(number, 1), "#,##0.#", locale=locale)


def size(count: int, locale: Locale) -> str:
    """Return a number of bytes as people read it, rounded up: in kilobytes, megabytes or gigabytes."""
    if count <= 999_000:
        return format_unit(max(ceil(count / 1000), 1), "kilobyte", "short", locale=locale)
    if count <= 999_900_000:
        return format_unit(ceil(count / 100_000) / 10, "megabyte", "short", locale=locale)
    return format_unit(ceil(count / 100_000_000) / 10, "gigabyte", "short", locale=locale)


def day(moment: date | datetime, locale: Locale) -> str:
    """Return day and month in words, with the year when it is not this one's neighbour."""
    return format_date(moment, "long", locale=locale)


def weekday(moment: date, locale: Locale) -> str:
    """Return the day of the week, day and month in words, as for a day of the next weeks.

    Babel takes the nearest pattern as it is; its fields are made as long as they are asked for here (UTS 35, 2.6.2.1).
    """
    pattern = locale.datetime_skeletons["MMMEd"].pattern
    return format_date(moment, re.sub("E+|ccc+", "EEEE", re.sub("MMM+|LLL+", "MMMM", pattern)), locale=locale)
