"""The links of a course that lead out of it, and whether somebody answers there."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urldefrag, urlsplit
from urllib.request import Request, build_opener

from emm.content.frontmatter import cut
from emm.content.markdown import parse
from emm.content.nodes import inlines, located
from emm.content.problems import Problems
from emm.content.sources import TextFile, read_folder

AT_ONCE = 8
PATIENCE = 10.0
"""Seconds."""
NAME = "emm (looks whether links still work)"
"""What we call ourselves: a site should see who asks."""


@dataclass(frozen=True, slots=True)
class Link:
    """A place in a course that leads out of it."""

    path: str
    line: int
    address: str

    @property
    def page(self) -> str:
        """The address without the place on the page: that is not for the server to know."""
        return urldefrag(self.address).url


def outside_links(folder: Path) -> tuple[Link, ...]:
    """Return the links out of the course in `folder`, in the order of files and lines."""
    languages = read_folder(folder, Problems()).languages.values()
    found = {link for language in languages for file in language.files for link in _links(file)}
    return tuple(sorted(found, key=lambda link: (link.path, link.line, link.address)))


def answers(pages: Iterable[str], patience: float = PATIENCE) -> Iterator[tuple[str, str]]:
    """Yield each page with the reason why nobody gets it, "" when it is there, as the replies come in.

    Each is asked for once, several at a time, and what it holds is not read.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        asked = {pool.submit(_silence, page, patience): page for page in dict.fromkeys(pages)}
        for reply in as_completed(asked):
            yield asked[reply], reply.result()


def _links(file: TextFile) -> Iterator[Link]:
    head, body = cut(file.text or "")
    document = parse(file.path, file.text or "" if head is None else body, Problems())
    if document is None:
        return
    notes = (node for note in document.footnotes.values() for node in note.nodes)
    for inline in inlines([*document.nodes, *notes]):
        for child, line in located(inline, document.lines):
            address = str(child.attrGet("href") or "") if child.type == "link_open" else ""
            if is_outside(address):
                yield Link(file.path, line, address)


def is_outside(address: str) -> bool:
    """Return whether an address is one of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.netloc)


def _silence(page: str, patience: float) -> str:
    """Return why nobody gets a page, "" when it is there."""
    try:
        request = Request(page, headers={"User-Agent": NAME, "Accept": "*/*"})  # noqa: S310 - see is_outside
        with build_opener().open(request, timeout=patience):
            return ""
    except HTTPError as refusal:
        with refusal:
            return _refused(refusal.code)
    except URLError as failure:
        return _failed(failure.reason, patience)
    except (OSError, HTTPException, ValueError) as failure:
        return _failed(failure, patience)


def _refused(status: int) -> str:
    if 300 <= status < 400:
        return "it leads in circles"
    known = {one.value: f" ({one.phrase})" for one in HTTPStatus}
    return f"it answers {status}{known.get(status, '')}"


def _failed(reason: object, patience: float) -> str:
    """Return what went wrong before there was an answer, in words for somebody who knows nothing of sockets."""
    reasons = (
        (TimeoutError, f"it does not answer within {patience:g} seconds"),
        (socket.gaierror, "there is no host of this name, or no connection to the internet"),
        (ssl.SSLCertVerificationError, "its certificate is not valid"),
        (ssl.SSLError, "no secure connection can be made"),
        (ConnectionRefusedError, "its host refuses the connection"),
        (ConnectionError, "its host breaks off the connection"),
        (HTTPException, "its host does not answer as a web site does"),
    )
    return next((words for kind, words in reasons if isinstance(reason, kind)), f"it cannot be asked for ({reason})")
