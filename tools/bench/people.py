"""`python -m tools.bench.people`: what it costs to be signed in, and to sign in with a password.

A lesson page of a learner with an account stands beside that of a guest who did the same, in turns within one process.
Then eight browsers sign in at once, again and again, at a real server. Writes to a temporary folder only.
"""

import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from http.client import HTTPConnection
from itertools import repeat
from pathlib import Path
from statistics import quantiles
from urllib.parse import urlencode

from sqlalchemy import Engine

from emm.content.catalog import Catalog
from emm.learning import accounts, passwords
from emm.learning.learners import NewVisit
from emm.settings import from_environment
from emm.store import schema
from emm.store.engine import make_engine, writing
from tools.bench.measuring import PATIENCE, Server, environment_of, serving
from tools.bench.pages import CONTENT, COURSE, LESSON, costs_of, learner_at_work

AT_ONCE = 8
EACH = 20
"""How often each browser signs in."""
TURNS = 300
PASSWORD = "correct horse battery staple"  # noqa: S105 - of a learner who lives for a minute
MEMBER = "lesson, signed in"
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory(prefix="emm-bench-") as place:
        _pages(Path(place))
        _signing_in(Path(place))


def _pages(place: Path) -> None:
    settings = from_environment({"EMM_DATA": str(place), "EMM_CONTENT": str(CONTENT)})
    catalog = Catalog(CONTENT)
    catalog.load()
    course = catalog.course(COURSE, "en")
    engine = make_engine(settings.database, new=True)
    schema.upgrade(engine)
    guest, *members = (learner_at_work(engine, course) for _one in range(AT_ONCE + 1))
    for number, member in enumerate(members):
        _give_account(engine, member, f"learner-{number}")
    engine.dispose()
    address = course.lessons[0].address
    found = costs_of(settings, catalog, {LESSON: (address, guest.token), MEMBER: (address, members[0].token)}, TURNS)
    print(f"{TURNS} turns: a lesson costs a guest {found[LESSON].milliseconds:.2f} ms of the processor, ", end="")
    print(f"who is signed in {found[MEMBER].ratio:.2f} times as much")


def _give_account(engine: Engine, visit: NewVisit, name: str) -> None:
    with writing(engine) as connection:
        accounts.keep_name(connection, visit.learner.id, name, passwords.hashed(PASSWORD))


def _signing_in(place: Path) -> None:
    with serving(environment_of(place, CONTENT)) as server:
        with ThreadPoolExecutor(AT_ONCE) as browsers:
            names = [f"learner-{number}" for number in range(AT_ONCE)]
            times = [one for some in browsers.map(_times, repeat(server), names) for one in some]
        memory = server.memory()
    cuts = quantiles(times, n=20)
    print(f"{len(times)} times signed in, {AT_ONCE} at once: p50 {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms, ", end="")
    print(f"memory {memory.pss:.0f} MB")


def _times(server: Server, name: str) -> list[float]:
    """Sign in again and again, each time as a browser that nobody knows; return the milliseconds that each took."""
    return list(_signed_in(server, name))


def _signed_in(server: Server, name: str) -> Iterator[float]:
    for _time in range(EACH):
        with closing(HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)) as connection:
            connection.request("GET", "/en/sign-in")
            answer = connection.getresponse()
            cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
            found = TOKEN.search(answer.read())
            assert found
            fields = {"csrf_token": found[1].decode(), "way": "password", "name": name, "password": PASSWORD}
            headers = {"Cookie": cookie, "Content-Type": "application/x-www-form-urlencoded"}
            start = time.perf_counter()
            connection.request("POST", "/en/sign-in", urlencode(fields), headers)
            answer = connection.getresponse()
            answer.read()
            yield (time.perf_counter() - start) * 1000
            assert answer.status == 303, answer.status


if __name__ == "__main__":
    main()
