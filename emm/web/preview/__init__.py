"""The author's preview: the real pages, with what the checker found beside them. Only `emm preview` has it.

Nothing else in the program knows of it: its bar is put into finished pages, and the one template that it needs to
differ stands in for that of the learners' pages.
"""

from collections.abc import Mapping

from flask import Flask, Response, request

from emm.rendering import Renderer, Site
from emm.web.context import page_language
from emm.web.preview.bar import bar_of
from emm.web.preview.here import note_on
from emm.web.preview.pages import blueprint
from emm.web.services import services

INSTEAD = "preview/instead"
"""The folder of templates that stand in for those of the learners' pages."""


def renderer(site: Site, assets: Mapping[str, str]) -> Renderer:
    """Return the renderer of a site that authors look at."""
    return Renderer(site, assets, INSTEAD, note_on=note_on)


def init_preview(app: Flask) -> None:
    """Add the preview's own pages to the application, and its bar to all others."""
    app.register_blueprint(blueprint)
    app.before_request(_ask_plainly)
    app.after_request(_add_bar)


def _ask_plainly() -> None:
    """Let every page come whole and legible, so that the bar can be put into it."""
    for header in ("HTTP_ACCEPT_ENCODING", "HTTP_IF_NONE_MATCH"):
        request.environ.pop(header, None)


def _add_bar(response: Response) -> Response:
    """Return a page with the bar at its end, and above its text what concerns the lesson as a whole."""
    if response.mimetype != "text/html" or response.is_streamed:
        return response
    text = response.get_data(as_text=True)
    if "</body>" not in text:
        return response
    bar = bar_of(response.status_code)

    def part(name: str) -> str:
        return services().renderer.render(f"preview/_{name}.html", page_language(), bar=bar)

    text = text.replace("</head>", f"{part('head')}</head>", 1)
    text = text.replace("<body>", f'<body data-preview="{bar.chosen}">', 1)
    text = text.replace('<main id="main">', f'<main id="main">{part("top")}', 1)
    response.set_data(text.replace("</body>", f"{part('bar')}</body>", 1))
    response.headers.pop("ETag", None)
    return response
