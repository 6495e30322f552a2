"""When a request counts as arrived, and when nobody waits for the rest of it."""

import socket
from collections.abc import Iterator

import pytest

from emm.cli.worker import BODY_LIMIT, HEAD_LIMIT, arrival_of, has_gone

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
