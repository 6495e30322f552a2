"""When a worker takes a connection, when a request counts as arrived, and when nobody waits for the rest of it."""

import socket
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from gunicorn.workers.gthread import TConn

from emm.cli.evenly import Seat, Seats
from emm.cli.worker import BODY_LIMIT, HEAD_LIMIT, HEAD_START, PatientWorker, arrival_of, has_gone

POST = b"POST / HTTP/1.1\r\nHost: x\r\n"
Pair = tuple[socket.socket, socket.socket]


@pytest.fixture
def pair() -> Iterator[Pair]:
    """The end of a client, and that of the server."""
    client, server = socket.socketpair()
    for end in (client, server):
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
    server.setblocking(False)
    with client, server:
        yield client, server


def chunked(*pieces: bytes) -> bytes:
    """Return the head of a request in chunks, and what follows it."""
    return POST + b"Transfer-Encoding: chunked\r\n\r\n" + b"".join(pieces)


@pytest.mark.parametrize(
    "sent",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        POST + b"Content-Length: 4\r\n\r\na=bc",
        POST + b"content-length:\t00000000000000004 \r\n\r\na=bc",
        POST + b"Content-Length: 99999999999999\r\n\r\n",
        POST + b"Content-Length: many\r\n\r\n",
        POST + b"Content-Length: 999999\r\n\r\n" + b"a" * BODY_LIMIT,
        chunked(b"4\r\na=bc\r\n0\r\n\r\n"),
        chunked(b"4;more=1\r\na=bc\r\n0\r\nLast: x\r\n\r\n"),
        chunked(b"no number\r\n"),
        chunked(b"-5\r\n\r\n"),
        chunked(b"ffff\r\n" + b"a" * BODY_LIMIT),
        b"GET / HTTP/1.1\r\nX: " + b"a" * HEAD_LIMIT + b"\r\n\r\n",
    ],
)
def test_a_request_that_can_be_read_or_refused_is_whole(pair: Pair, sent: bytes):
    client, server = pair
    client.sendall(sent)
    assert arrival_of(server) == "whole"


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"GET / HTTP/1.1\r\nHost: x\r\n",
        POST + b"Content-Length: 5\r\n\r\na=bc",
        POST + b"Content-Length: 00000000000000100\r\n\r\na=bc",
        chunked(),
        chunked(b"4\r\na=bc\r\n"),
        chunked(b"FF\r\n0\r\n\r\n"),
        chunked(b"4\r\na=bc\r\n0\r\n"),
        chunked(b"4\r\na=bc\r\n0\r\nLast: x\r\n"),
    ],
)
def test_what_is_not_whole_is_waited_for_until_its_client_has_gone(pair: Pair, sent: bytes):
    client, server = pair
    client.sendall(sent)
    assert arrival_of(server) == "partly"
    assert not has_gone(server)
    client.shutdown(socket.SHUT_WR)
    assert has_gone(server)


def test_a_head_without_end_is_not_waited_for(pair: Pair):
    client, server = pair
    client.sendall(b"GET / HTTP/1.1\r\nX: " + b"a" * HEAD_LIMIT)
    assert arrival_of(server) == "endless"


def test_a_client_that_went_away_is_left_to_who_reads(pair: Pair):
    client, server = pair
    client.close()
    assert arrival_of(server) == "whole"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Where one client waits to be taken."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.setblocking(False)
        with socket.create_connection(listener.getsockname()):
            yield listener


SEATS = Seats(2)


@pytest.fixture
def other() -> Seat:
    """The seat of another worker, who has two connections."""
    seat = SEATS.free([])
    seat.tell(2)
    return seat


def worker_with(connections: int, other: Seat) -> PatientWorker:
    """Return a worker that has so many connections, beside another."""
    worker: PatientWorker = PatientWorker.__new__(PatientWorker)
    worker.seat, worker.nr_conns, worker.cfg = SEATS.free([other.place]), connections, None
    worker.sockets, worker._accepting = [], False
    worker.tmp = SimpleNamespace(notify=lambda: None)
    worker.set_accept_enabled(True)
    worker.notify()
    return worker


def test_who_is_ahead_lets_another_worker_go_first(
    listener: socket.socket, other: Seat, monkeypatch: pytest.MonkeyPatch
):
    taken: list[socket.socket] = []
    monkeypatch.setattr("emm.cli.worker.time.sleep", lambda _seconds: taken.append(listener.accept()[0]))
    worker = worker_with(3, other)
    worker.accept(listener)
    assert worker.nr_conns == 3
    taken.pop().close()


@pytest.mark.parametrize(("connections", "waits"), [(2, 0), (3, 1)])
def test_who_is_not_ahead_or_alone_takes_it(
    listener: socket.socket, other: Seat, monkeypatch: pytest.MonkeyPatch, connections: int, waits: int
):
    waited, received = list[float](), list[TConn]()
    monkeypatch.setattr("emm.cli.worker.time.sleep", waited.append)
    worker = worker_with(connections, other)
    monkeypatch.setattr(worker, "_receive", received.append)
    worker.accept(listener)
    assert (worker.nr_conns, waited) == (connections + 1, [HEAD_START] * waits)
    received.pop().close()


def test_a_worker_that_takes_no_more_is_not_waited_for(other: Seat):
    worker = worker_with(1, other)
    assert other.is_ahead(2)
    worker.set_accept_enabled(False)
    worker.notify()
    assert not other.is_ahead(2)
