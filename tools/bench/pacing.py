"""Clients who send at a steady pace, as people do, and do not wait for each other: what pages cost in a usual hour."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection

from tools.bench.measuring import PATIENCE, Server

FORM = {
    "Content-Type": "application/x-www-form-urlencoded",
    "HX-Request": "true",
    "Sec-Fetch-Site": "same-origin",
}


def paced(server: Server, lines: Sequence[str], rate: float, clients: int, seconds: float) -> list[float]:
    """Send the requests of the lines, over and over, `rate` a second from all clients together.

    Returns the milliseconds that each took, counted from the moment at which it was due. Each request has a connection
    of its own. Raises AssertionError when one is refused.
    """
    begun = time.monotonic()
    number = int(rate * seconds)

    def send(place: int) -> float:
        due = begun + place / rate
        time.sleep(max(0.0, due - time.monotonic()))
        _send(server, lines[place % len(lines)])
        return (time.monotonic() - due) * 1000

    with ThreadPoolExecutor(clients) as threads:
        return list(threads.map(send, range(number)))


def _send(server: Server, line: str) -> None:
    method, path, cookie, body = line.split("\t")
    headers = {"Accept-Encoding": "gzip"} | ({"Cookie": cookie} if cookie else {}) | (FORM if body else {})
    with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
        connection.request(method, path, body or None, headers)
        reply = connection.getresponse()
        reply.read()
        assert reply.status == 200, (path, reply.status)
