"""Gunicorn's worker with threads, made patient: a connection gets a thread when its whole request has arrived."""

import errno
import re
import selectors
import socket
import struct
import time
from functools import partial

from gunicorn.workers.gthread import TConn, ThreadWorker

HEAD_LIMIT = 16 * 1024
"""Bytes of a request before its body; a longer head is handed on, and refused."""
BODY_LIMIT = 64 * 1024
"""Bytes of a body; of a longer one no more is waited for, because it is refused."""
ARRIVAL = 15.0
"""Seconds in which a whole request has to arrive."""
DEPARTURE = 15
"""Seconds that a client may take for the next piece of a response."""
NOBODY = ("(not noted)", 0)
END_OF_HEAD = b"\r\n\r\n"
END_OF_CHUNKS = b"0\r\n\r\n"
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,9})[ \t]*\r\n", re.IGNORECASE)
_CHUNKED = re.compile(rb"\r\ntransfer-encoding:", re.IGNORECASE)


class PatientWorker(ThreadWorker):
    """Serves many slow clients with few threads, also without a proxy in front.

    Gunicorn's own worker gives a thread to a connection at its first byte and then waits for the rest, so that eight
    clients that send one byte a second keep everybody else waiting. Here the kernel collects the request, and tells
    of it when there is enough (SO_RCVLOWAT), so that waiting costs neither threads nor processor time.
    """

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection and wait for its request."""
        try:
            client, address = listener.accept()
        except OSError as fault:
            self._stand_back(fault)
            return
        self.nr_conns += 1
        client.setblocking(False)
        client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", DEPARTURE, 0))
        self._receive(TConn(self.cfg, client, address, listener.getsockname()))

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Wait for the next request of a connection that is kept."""
        self.poller.unregister(client)
        self.keepalived_conns.remove(conn)
        self._receive(conn)

    def on_pending_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Hand the request on when it is whole."""
        if missing_from(client):
            return
        self.poller.unregister(client)
        self.pending_conns.remove(conn)
        self._hand_on(conn)

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: Exception) -> None:
        """Refuse what cannot be read; the log does not say who sent it."""
        super().handle_error(req, client, NOBODY, exc)

    def _receive(self, conn: TConn) -> None:
        if not missing_from(conn.sock):
            self._hand_on(conn)
            return
        conn.timeout = time.monotonic() + ARRIVAL
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, selectors.EVENT_READ, partial(self.on_pending_socket_readable, conn))

    def _hand_on(self, conn: TConn) -> None:
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


def missing_from(client: socket.socket) -> bool:
    """Whether a part of the request has not arrived yet; the kernel then keeps silent until it may have."""
    try:
        there = client.recv(HEAD_LIMIT + BODY_LIMIT, socket.MSG_PEEK)
    except BlockingIOError:
        there = None
    except OSError:
        return False  # it is gone: who reads from it finds out
    needed = 1 if there is None else _needed(there)
    if needed:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, needed)
    return needed > 0


def _needed(there: bytes) -> int:
    """Return how many bytes have to be there before it is worth looking again; 0 when the request can be read."""
    head, end, body = there.partition(END_OF_HEAD)
    if not there or (not end and len(there) >= HEAD_LIMIT):
        return 0
    if not end:
        return len(there) + 1
    if _CHUNKED.search(head + b"\r\n"):
        return 0 if body.endswith(END_OF_CHUNKS) or len(body) >= BODY_LIMIT else len(there) + 1
    length = _LENGTH.search(head + b"\r\n")
    whole = len(head) + len(end) + min(int(length[1]) if length else 0, BODY_LIMIT)
    return whole if len(there) < whole else 0
