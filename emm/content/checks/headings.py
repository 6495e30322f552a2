"""Headings go down one level at a time, so that the outline of a page can be heard."""

from collections.abc import Sequence

from emm.content.markdown import Heading
from emm.content.problems import Problems


def check_headings(path: str, headings: Sequence[Heading], problems: Problems) -> None:
    """Note headings that skip a level, and those that compete with the title of the lesson."""
    before = 1
    for heading in headings:
        if heading.level == 1:
            advice = "The title stands in the front matter. Begin sections with ##."
            problems.add(path, heading.line, "E015", what="A heading of level 1", advice=advice)
        elif heading.level > before + 1:
            right = before + 1
            problems.add(path, heading.line, "E206", before=before, after=heading.level, right=right)
        before = heading.level
