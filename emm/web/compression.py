"""Text is sent compressed to whoever can read it."""

import gzip
from functools import lru_cache

from flask import Flask, Response, request
from werkzeug.http import parse_accept_header

SMALLEST = 500
"""Below this many bytes compressing saves nothing."""
SHORT = 6_000
"""Up to so many bytes the best compression takes hardly longer than the quick one."""
QUICK = 1
"""For a page that is compressed for one reader: a tenth larger than the best, in a third of the time."""
BEST = 9
"""For fragments, and for what is compressed once and sent many times."""
FILES = 32
"""How many files are kept compressed, at some 30 kB each with their text."""
TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")


def init_compression(app: Flask) -> None:
    """Compress the responses of the application."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Return the response compressed with gzip when it is text, long enough and not compressed yet."""
    if not (response.mimetype or "").startswith(TYPES) or "Content-Encoding" in response.headers:
        return response
    if "Vary" not in response.headers:
        response.headers["Vary"] = "Accept-Encoding"
    if response.status_code == 206 or (response.status_code != 200 and not response.content_length):
        return response  # nothing there, or a part of a file, which says itself which bytes it is
    if not takes_gzip(request.headers.get("Accept-Encoding", "")):
        return response
    is_file = response.direct_passthrough
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(_packed_file(body) if is_file else packed_once(body))
        response.headers["Content-Encoding"] = "gzip"
        if (etag := response.get_etag()[0]) is not None:
            response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=200)  # browsers are few
def takes_gzip(accepted: str) -> bool:
    """Whether a browser that accepts these encodings can read gzip (RFC 9110, 12.5.3)."""
    return bool(parse_accept_header(accepted)["gzip"])


@lru_cache(maxsize=FILES)
def _packed_file(body: bytes) -> bytes:
    """Return a file compressed as well as can be: the same one is sent to everybody."""
    return packed(body)


def packed_once(body: bytes) -> bytes:
    """Return the bytes compressed as it pays for what is sent once."""
    return packed(body, BEST if len(body) <= SHORT else QUICK)


def packed(body: bytes, level: int = BEST) -> bytes:
    """Return the bytes compressed, always the same for the same bytes."""
    return gzip.compress(body, level, mtime=0)
