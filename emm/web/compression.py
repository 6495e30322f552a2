"""Text is sent compressed to whoever can read it."""

import gzip

from flask import Flask, Response, request

SMALLEST = 500
"""Below this many bytes compressing saves nothing."""
LEVEL = 6
TYPES = ("text/", "application/javascript", "application/json", "image/svg+xml")


def init_compression(app: Flask) -> None:
    """Compress the responses of the application."""
    app.after_request(compress)


def compress(response: Response) -> Response:
    """Return the response compressed with gzip when it is text, long enough and not compressed yet."""
    if not (response.mimetype or "").startswith(TYPES) or "Content-Encoding" in response.headers:
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code != 200 and not response.content_length:
        return response
    if not request.accept_encodings["gzip"]:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) >= SMALLEST:
        response.set_data(packed(body))
        response.headers["Content-Encoding"] = "gzip"
        if (etag := response.get_etag()[0]) is not None:
            response.set_etag(etag, weak=True)
    return response


def packed(body: bytes) -> bytes:
    """Return the bytes compressed, always the same for the same bytes."""
    return gzip.compress(body, LEVEL, mtime=0)
