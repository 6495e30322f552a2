"""Gunicorn's worker with threads, made patient: a connection gets a thread when its whole request has arrived."""

import errno
import re
import select
import selectors
import socket
import struct
import time
from collections.abc import Set
from contextlib import suppress
from functools import partial
from typing import Literal

from gunicorn.workers.gthread import TConn, ThreadWorker

from emm.cli.evenly import Seat

HEAD_LIMIT = 16 * 1024
"""Bytes of a request before its body; of a longer head no more is waited for, because it is refused."""
BODY_LIMIT = 64 * 1024
"""Bytes of a body; of a longer one no more is waited for, because it is refused."""
ARRIVAL = 15.0
"""Seconds in which a whole request has to arrive."""
DEPARTURE = 15
"""Seconds that a client may take for the next piece of a response."""
HEAD_START = 0.0003
"""Seconds, at least, in which others who have fewer connections can take one first; meanwhile nothing else is begun."""
NOBODY = ("(not noted)", 0)
END_OF_HEAD = b"\r\n\r\n"
END_OF_LINE = b"\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*0*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)

TOO_LONG = b"HTTP/1.1 431 Request Header Fields Too Large\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"

Arrival = Literal["whole", "partly", "endless"]
"""How much of a request is there; "endless" for a head that is longer than any that is read."""


class PatientWorker(ThreadWorker):
    """Serves many slow clients with few threads, also without a proxy in front.

    Gunicorn's own worker gives a thread to a connection at its first byte and then waits for the rest, so that eight
    clients that send one byte a second keep everybody else waiting. Here the kernel collects the request, and tells
    of it when there is enough (SO_RCVLOWAT), so that waiting costs neither threads nor processor time.
    """

    processors: Set[int] = frozenset()
    """What it runs on."""
    seat: Seat
    """Where it tells other workers how many connections it has."""

    def notify(self) -> None:
        """Say that the worker lives: to its master, and to those who share new connections with it."""
        super().notify()
        if self._accepting:
            self.seat.tell(self.nr_conns)

    def set_accept_enabled(self, enabled: bool) -> None:
        """Take new connections from now on, or leave all of them to others."""
        super().set_accept_enabled(enabled)
        if not enabled:
            self.seat.leave()

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, if no worker that has fewer takes it within a moment, and wait for its request."""
        if self.seat.is_ahead(self.nr_conns):
            time.sleep(HEAD_START)
        try:
            client, address = listener.accept()
        except OSError as fault:
            self._stand_back(fault)
            return
        self.nr_conns += 1
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", DEPARTURE, 0))
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", int(ARRIVAL), 0))
        self._receive(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Wait for the next request of a connection that is kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive(conn)

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Hand the request on when it is whole; one whose rest will not come must not be taken for whole."""
        arrived = arrival_of(client)
        if arrived == "partly" and not has_gone(client):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._received(conn, arrived)

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: Exception) -> None:
        """Refuse what cannot be read; the log does not say who sent it."""
        super().handle_error(req, client, NOBODY, exc)

    def _receive(self, conn: TConn) -> None:
        arrived = arrival_of(conn.sock)
        if arrived != "partly":
            self._received(conn, arrived)
            return
        conn.timeout = time.monotonic() + ARRIVAL
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _received(self, conn: TConn, arrived: Arrival) -> None:
        """Give a thread to a whole request, and end a connection that will not bring one."""
        if arrived != "whole":
            _refuse(conn.sock, TOO_LONG if arrived == "endless" else b"")
            self.nr_conns -= 1
            conn.close()
            return
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        conn.data_ready = True
        self.enqueue_req(conn)

    def _stand_back(self, fault: OSError) -> None:
        """Bear a connection that went away, and a moment without room for one more."""
        if fault.errno in (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM):
            self.log.warning("no room for one more connection: %s", fault.strerror)
            time.sleep(0.1)
        elif fault.errno not in (errno.EAGAIN, errno.EWOULDBLOCK, errno.ECONNABORTED):
            raise fault

    def _cap_keepalive(self, deadline: float) -> None:
        """When the server stops, a request that has not arrived by then is not waited for."""
        super()._cap_keepalive(deadline)
        for conn in self.pending_conns:
            conn.timeout = min(conn.timeout, deadline)


def arrival_of(client: socket.socket) -> Arrival:
    """Return how much of the request has arrived; the kernel then keeps silent until there may be enough."""
    try:
        there = client.recv(HEAD_LIMIT + BODY_LIMIT, socket.MSG_PEEK)
    except BlockingIOError:
        there = None
    except OSError:
        return "whole"  # it is gone: who reads from it finds out
    if there is not None and len(there) >= HEAD_LIMIT and END_OF_HEAD not in there:
        return "endless"
    needed = 1 if there is None else _needed(there)
    if needed:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, needed)
    return "partly" if needed else "whole"


def has_gone(client: socket.socket) -> bool:
    """Whether the client will send no more (POLLRDHUP, poll(2)); its socket is then ready to be read without end."""
    ear = select.poll()
    ear.register(client, select.POLLRDHUP)
    return bool(ear.poll(0))


def _refuse(client: socket.socket, words: bytes) -> None:
    """Say why, if there is something to say; what was sent is thrown away, or nobody would hear it."""
    with suppress(OSError):
        client.sendall(words)
        client.recv(HEAD_LIMIT + BODY_LIMIT)


def _needed(there: bytes) -> int:
    """Return how many bytes have to be there before it is worth looking again; 0 when the request can be read."""
    head, end, body = there.partition(END_OF_HEAD)
    if not there:
        return 0
    if not end:
        return len(there) + 1
    if _CHUNKED.search(head + END_OF_LINE):
        return 0 if len(body) >= BODY_LIMIT or _chunks_have_ended(body) else len(there) + 1
    length = _LENGTH.search(head + END_OF_LINE)
    whole = len(head) + len(end) + min(int(length[1]) if length else 0, BODY_LIMIT)
    return whole if len(there) < whole else 0


def _chunks_have_ended(body: bytes) -> bool:
    """Whether the last chunk is there, or something that is none, which is refused (RFC 9112, 7.1)."""
    place = 0
    while (end := body.find(END_OF_LINE, place)) >= 0:
        try:
            size = int(body[place:end].partition(b";")[0], 16)
        except ValueError:
            return True
        rest = end + len(END_OF_LINE)
        if size <= 0:
            return body.startswith(END_OF_LINE, rest) or body.find(END_OF_HEAD, rest) >= 0
        place = rest + size + len(END_OF_LINE)
    return False
