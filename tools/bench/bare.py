"""The yardstick: a Flask application that does nothing but return a page, under the site's own server settings.

Run as: python -m tools.bench.bare PORT FILE
"""

import sys
from pathlib import Path

from flask import Flask
from gunicorn.app.base import BaseApplication

from emm.cli.serve import _options
from emm.settings import from_environment


class BareServer(BaseApplication):
    """Gunicorn with the options of `emm serve`."""

    def __init__(self, app: Flask, port: int) -> None:
        """Keep the application and the port."""
        self._app = app
        self._port = port
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in _options(from_environment(), "127.0.0.1", self._port, access_log=False).items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Return the application."""
        return self._app


def bare(page: str) -> Flask:
    """Return an application whose one view returns the page."""
    app = Flask(__name__)

    @app.get("/")
    def show() -> str:
        return page

    return app


if __name__ == "__main__":
    BareServer(bare(Path(sys.argv[2]).read_text(encoding="utf-8")), int(sys.argv[1])).run()
