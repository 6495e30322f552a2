"""What every page says at its top while nothing can be saved, so that nobody works in vain."""

from flask import Flask, Response

from emm.web.context import page_language
from emm.web.services import services

TOP = '<main id="main">'
"""Where the text of a page begins."""


def init_notice(app: Flask) -> None:
    """Put the notice into finished pages: they are kept as they are without it."""
    app.after_request(_tell)


def _tell(response: Response) -> Response:
    if services().saving.works or response.mimetype != "text/html" or response.status_code != 200:
        return response
    if not response.is_streamed:
        notice = services().renderer.render("errors/_notice.html", page_language())
        response.set_data(response.get_data(as_text=True).replace(TOP, TOP + notice, 1))
    return response
