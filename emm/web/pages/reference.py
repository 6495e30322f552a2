"""What readers look things up in: the glossary of all courses, and the search."""

from dataclasses import dataclass

from flask import Blueprint, Response, request

from emm.content.search import LONGEST_QUERY, search, tidy
from emm.content.wordlist import WordEntry, word_list
from emm.web.context import page
from emm.web.public import public
from emm.web.services import services

blueprint = Blueprint("reference", __name__)


@dataclass(frozen=True, slots=True)
class GlossaryPage:
    """The words of all courses, or those that begin with what the reader typed."""

    beginning: str
    entries: tuple[WordEntry, ...]


@blueprint.get("/<language>/glossary")
@public
def glossary(language: str) -> Response:
    """Show the words that the courses explain; `?q=` leaves those that begin so."""
    beginning = tidy(request.args.get("q", ""))
    entries = word_list(services().catalog.listed(language), beginning)
    return page("reference/glossary.html", page=GlossaryPage(beginning, entries), longest=LONGEST_QUERY)


@blueprint.get("/<language>/search")
@public
def find(language: str) -> Response:
    """Show where the words of `?q=` stand."""
    results = search(services().catalog.listed(language), tidy(request.args.get("q", "")))
    return page("reference/search.html", results=results, longest=LONGEST_QUERY)
