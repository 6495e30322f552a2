"""Learners who answer a server under test, and the record of what was acknowledged to them."""

import http.client
import re
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import urlencode

from tests.durability.server import PATIENCE, Server

LESSON = "/en/c/sample/second"
QUESTION = "/en/c/sample/q/topic-lesson"
RIGHT = "b"
FRAGMENT = {"HX-Request": "true", "Sec-Fetch-Site": "same-origin", "Content-Type": "application/x-www-form-urlencoded"}
TOO_QUICK = 429
"""What somebody is told who sends more answers in a minute than a person can give."""
LOST = (ConnectionError, http.client.HTTPException)
"""What a request ends with when the server goes away under it."""


@dataclass(frozen=True)
class Reply:
    """A response that was read to its last byte."""

    status: int
    text: str
    headers: http.client.HTTPMessage


class Learner:
    """One browser with one cookie, whose every act has a key of its own.

    A question that is answered right is closed, so acts alternate: an answer, then a new try.
    """

    def __init__(self, server: Server, name: str) -> None:
        """Begin without a cookie; names must differ."""
        self.port = server.port
        self.name = name
        self.cookie = ""
        self.acknowledged: list[str] = []
        """Keys of the acts that were acknowledged, as they stand in the database."""
        self.waits: list[float] = []
        """Seconds that each acknowledged act took."""
        self._connection: http.client.HTTPConnection | None = None
        self._acts = (
            (f"{name}-{number:06d}-0123456789", action) for number in count() for action in ("answer", "again")
        )
        self._next = next(self._acts)

    def act(self) -> Reply:
        """Do the next act; one that was not acknowledged is done again, with the same key."""
        key, action = self._next
        path = QUESTION if action == "answer" else f"{QUESTION}/{action}"
        start = time.monotonic()
        reply = self._send("POST", path, urlencode({"key": key, "answer": RIGHT, "seed": "1"}))
        if reply.status == 200:
            self.waits.append(time.monotonic() - start)
            self.acknowledged.append(f"{key}:{action}")
            self._next = next(self._acts)
        return reply

    def read(self, path: str = LESSON) -> Reply:
        """Open a page."""
        return self._send("GET", path)

    def leave(self) -> None:
        """Close the connection."""
        if self._connection:
            self._connection.close()
            self._connection = None

    def _send(self, method: str, path: str, body: str = "") -> Reply:
        headers = FRAGMENT if method == "POST" else {}
        connection = self._connection or http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self._connection = connection
        try:
            connection.request(method, path, body.encode() or None, headers | {"Cookie": self.cookie})
            response = connection.getresponse()
            reply = Reply(response.status, response.read().decode(), response.headers)
        except LOST:
            self.leave()
            raise
        if found := re.match(r"emm=[^;]+", reply.headers.get("Set-Cookie", "")):
            self.cookie = found[0]
        return reply


def learners(server: Server, number: int) -> list[Learner]:
    """Return learners who have a record already."""
    made = [Learner(server, f"learner-{name:02d}") for name in range(number)]
    for learner in made:
        assert learner.act().status == 200, server.said()
        learner.leave()
    return made


def at_once(group: Sequence[Learner], work: Callable[[Learner], Reply] = Learner.act) -> list[Reply]:
    """Let each learner do one thing, all at the same time, and return the replies."""
    with ThreadPoolExecutor(len(group)) as threads:
        replies = list(threads.map(work, group))
    for learner in group:
        learner.leave()
    return replies


@contextmanager
def busy(group: Sequence[Learner]) -> Iterator[list[Reply]]:
    """Let all learners act at the same time, over and over, for as long as the block runs.

    Gives the list of replies that were not 200. What is lost with its connection is sent again.
    """
    over = threading.Event()
    refused: list[Reply] = []
    threads = [threading.Thread(target=_keep_acting, args=(learner, over, refused)) for learner in group]
    for thread in threads:
        thread.start()
    try:
        yield refused
    finally:
        over.set()
        for thread in threads:
            thread.join(PATIENCE)
    assert not any(thread.is_alive() for thread in threads), "a request never ended"


def _keep_acting(learner: Learner, over: threading.Event, refused: list[Reply]) -> None:
    while not over.is_set():
        try:
            reply = learner.act()
        except LOST:
            over.wait(0.05)
            continue
        if reply.status == TOO_QUICK:
            over.wait(1)
        elif reply.status != 200:
            refused.append(reply)
            over.wait(0.05)
    learner.leave()


def check_records(database: Path, group: list[Learner]) -> int:
    """Compare what was acknowledged with what is stored; return the number of acts.

    Each acknowledged act is there once, and nothing else but the one act of a learner that was still under way.
    """
    with closing(sqlite3.connect(database)) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM attempt")]
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        gaps = "SELECT 1 FROM attempt GROUP BY learner_id, course, question HAVING max(number) != count(*)"
        assert connection.execute(gaps).fetchall() == []
        (records,) = connection.execute("SELECT count(*) FROM learner").fetchone()
    stored, acknowledged = set(keys), {key for learner in group for key in learner.acknowledged}
    assert len(keys) == len(stored), "an answer is there twice"
    assert not acknowledged - stored, f"acknowledged and lost: {sorted(acknowledged - stored)}"
    assert len(stored - acknowledged) <= len(group), "stored and never acknowledged"
    assert records == len(group)
    return len(keys)
