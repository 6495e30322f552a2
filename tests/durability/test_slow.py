"""Slow, huge and many clients, without a proxy in front: others are served, and the server recovers by itself."""

import resource
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import pytest

from tests.durability.clients import LESSON, QUESTION, at_once, learners
from tests.durability.conftest import Noted
from tests.durability.scale import times
from tests.durability.server import Server, get, serving, until

pytestmark = pytest.mark.sqlite

CROWD = times(200, 500)
SECONDS = times(6, 120)
FORM = f"POST {QUESTION} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
DRIPS = [
    f"GET {LESSON} HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ",
    "",
    f"{FORM}Content-Length: 60000\r\n\r\nanswer=",
    f"{FORM}Transfer-Encoding: chunked\r\n\r\n",
]
"""What slow clients begin with: a head, nothing, a body, a body in pieces."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that nobody protects."""
    with serving(tmp_path_factory.mktemp("slow") / "data") as server:
        until(lambda: len(server.workers()) == 2, "a worker is missing")  # its memory is not that of a request
        yield server


@contextmanager
def dripping(server: Server) -> Iterator[None]:
    """Let many clients send a byte from time to time; who is sent away comes back."""
    over = threading.Event()

    def drip() -> None:
        crowd = {number: _begun(server, number) for number in range(CROWD)}
        while not over.wait(0.5):
            for number, client in crowd.items():
                try:
                    client.send(b"a")
                except OSError:
                    client.close()
                    crowd[number] = _begun(server, number)
        for client in crowd.values():
            client.close()

    thread = threading.Thread(target=drip)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _begun(server: Server, number: int) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", server.port), timeout=5)
    client.sendall(DRIPS[number % len(DRIPS)].encode())
    return client


def test_r11_slow_clients_do_not_keep_others_waiting(server: Server, noted: Noted):
    def read(_number: int) -> list[float]:
        found = []
        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            start = time.monotonic()
            assert get(server.port, LESSON)[0] == 200
            found.append(time.monotonic() - start)
            time.sleep(0.1)
        return found

    with dripping(server), ThreadPoolExecutor(20) as threads:
        waits = [wait for found in threads.map(read, range(20)) for wait in found]
    p95 = statistics.quantiles(waits, n=20)[18]
    noted(
        "R11", f"{CROWD} clients that send a byte now and then: {len(waits)} pages for others, p95 {p95 * 1000:.0f} ms"
    )
    assert p95 <= 0.5


def test_a_client_that_does_not_read_holds_no_thread(server: Server):
    with ExitStack() as stack:
        for _ in range(24):
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", server.port))))
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            client.sendall(f"GET {LESSON} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
        start = time.monotonic()
        assert get(server.port, LESSON)[0] == 200
        assert time.monotonic() - start < 5


def test_a_request_in_two_pieces_is_one_request(server: Server):
    with closing(socket.create_connection(("127.0.0.1", server.port))) as client:
        for piece in (f"GET {LESSON} HT", "TP/1.1\r\nHost: 127.0.0.1\r", "\n\r\n"):
            client.sendall(piece.encode())
            time.sleep(0.05)
        assert client.recv(15) == b"HTTP/1.1 200 OK"


UNFINISHED = [
    f"{FORM}Content-Length: 00000000000000100\r\n\r\nkey=",
    f"{FORM}Transfer-Encoding: chunked\r\n\r\nFF\r\n0\r\n\r\n",
    f"GET / HTTP/1.1\r\nX-Long: {'a' * 17_000}",
]
"""What looks like a whole request and is none."""


@pytest.mark.parametrize("text", UNFINISHED, ids=["length", "chunks", "head"])
def test_what_only_looks_whole_holds_no_thread(server: Server, text: str):
    with ExitStack() as stack:
        for _ in range(24):
            client = stack.enter_context(closing(socket.create_connection(("127.0.0.1", server.port))))
            client.sendall(text.encode())
        start = time.monotonic()
        assert get(server.port, LESSON)[0] == 200
        assert time.monotonic() - start < 5


def test_a_client_that_goes_away_in_the_middle_costs_nothing(server: Server):
    """Its socket can be read without end; who looks at it again and again takes a whole processor."""
    for text in ("POST / HTTP/1.1\r\nHo", f"{FORM}Content-Length: 100\r\n\r\nkey=abc&answer=a"):
        with closing(socket.create_connection(("127.0.0.1", server.port), timeout=5)) as client:
            client.sendall(text.encode())
            time.sleep(0.2)
            client.shutdown(socket.SHUT_WR)
            assert client.recv(1) == b""


@pytest.mark.parametrize(
    ("name", "head", "piece", "statuses"),
    [
        ("a body of a gigabyte", f"{FORM}Content-Length: 1000000000\r\n\r\n", b"a" * 65536, ("413",)),
        (
            "chunks without end",
            f"{FORM}Transfer-Encoding: chunked\r\n\r\n",
            b"1000\r\n" + b"a" * 4096 + b"\r\n",
            ("413",),
        ),
        ("a head of a megabyte", "GET / HTTP/1.1\r\nX-Long: ", b"a" * 65536, ("431", "400")),
        ("an address of 20 KB", "GET /", b"a" * 20_000, ("414", "400", "431")),
        ("100,000 fields", f"{FORM}Content-Length: 400000\r\n\r\n", b"a=1&" * 16_384, ("413",)),
    ],
)
def test_r12_what_is_huge_is_refused_early(server: Server, noted: Noted, name, head: str, piece: bytes, statuses):
    before, start, sent = server.memory(), time.monotonic(), 0
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=10)) as client:
        client.sendall(head.encode())
        try:
            while sent < 64 << 20:
                sent += client.send(piece)
                if time.monotonic() - start > 5:
                    break
        except OSError:
            pass
        told = _told(client)
    seconds, grown = time.monotonic() - start, server.memory() - before
    assert told in (*statuses, ""), told
    assert grown <= 20
    assert get(server.port, "/healthz")[0] == 200
    noted("R12", f"{name}: {told or 'cut off'} after {seconds:.1f} s, {max(grown, 0):.0f} MB more")
    assert seconds < 6


def _told(client: socket.socket) -> str:
    """Return the status that the server sent before it hung up; "" when the rest was thrown away with it."""
    try:
        return client.recv(12).decode()[9:]
    except OSError:
        return ""


def test_r24_without_file_handles_it_sheds_load_and_recovers(tmp_path: Path, noted: Noted):
    with serving(tmp_path / "data") as server:
        group = learners(server, 4)
        for worker in server.workers():
            resource.prlimit(worker, resource.RLIMIT_NOFILE, (64, 64))
        with ExitStack() as stack:
            for _ in range(300):
                stack.enter_context(closing(socket.create_connection(("127.0.0.1", server.port))))
            time.sleep(1)
        seconds = until(
            lambda: [reply.status for reply in at_once(group)] == [200] * 4, "it does not recover", patience=10
        )
        assert server.stop() == 0, server.said()
    noted("R24", f"64 file handles and 300 connections: answers are taken again after {seconds:.1f} s")
    assert seconds <= 5
