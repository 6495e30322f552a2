"""A bare page of the same shape: as many bytes of HTML, style and scripts as another page has, which do nothing."""

import random
import re
import string
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tools.bench.measuring import PATIENCE

PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Bare</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style">{scripts}
<h1>A bare page</h1><p>{words}</p>"""
SCRIPT = '<script src="/script-{number}" defer></script>'
WORDS = "A sentence of usual length that says nothing at all. " * 12
TYPES = {"style": "text/css", "script": "text/javascript"}


@contextmanager
def bare_page_like(port: int, path: str) -> Iterator[int]:
    """Serve a bare page of the shape of the one at `path`, and give the port."""
    files = _files(port, path)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            """Send a file."""
            name = self.path.strip("/")
            body = files.get(name, b"")
            self.send_response(200 if name in files else 404)
            self.send_header("Content-Type", f"{TYPES.get(name.partition('-')[0], 'text/html')}; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_arguments: object) -> None:
            """Keep silent."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


def _files(port: int, path: str) -> Mapping[str, bytes]:
    page = _sent(port, path, plain=True)[0].decode()
    styles = re.findall(r'<link rel="stylesheet" href="([^"]+)"', page)
    scripts = re.findall(r'"(/static/[^"]+\.js\?[^"]+)"', page)
    files = {"style": _filler(sum(_sent(port, one)[1] for one in styles))}
    files |= {f"script-{number}": _filler(_sent(port, one)[1]) for number, one in enumerate(scripts)}
    tags = "".join(SCRIPT.format(number=number) for number in range(len(scripts)))
    text = PAGE.format(scripts=tags, words=WORDS)
    rest = _filler(_sent(port, path)[1] - len(text)).decode().replace("/*", "<!--").replace("*/", "-->")
    return files | {"": (text + rest).encode()}


def _sent(port: int, path: str, *, plain: bool = False) -> tuple[bytes, int]:
    """Return the body of a page, and of how many bytes it is on its way."""
    with closing(HTTPConnection("127.0.0.1", port, timeout=PATIENCE)) as connection:
        connection.request("GET", path, headers={"Accept-Encoding": "identity" if plain else "gzip"})
        body = connection.getresponse().read()
    return body, len(body)


def _filler(size: int) -> bytes:
    dice = random.Random(size)  # noqa: S311 - it fills
    return f"/*{''.join(dice.choices(string.ascii_letters, k=max(size - 4, 0)))}*/".encode()
