"""Three servers on one PostgreSQL, as in compose.yaml: the database goes away and comes back under load."""

import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import psycopg
import pytest

from tests.durability.clients import Learner, Reply, at_once, busy
from tests.durability.conftest import Noted
from tests.durability.scale import times
from tests.durability.server import Server, emm, get, serving, until
from tests.durability.test_faults import refused
from tests.support.postgres import Postgres

pytestmark = pytest.mark.postgresql

REPLICAS = 3
CLIENTS = times(8, 50)
AWAY = times(3, 10)
"""Seconds."""
HEALED = 5.0
"""Seconds after which nobody is refused any more."""


class Guest(Learner):
    """A browser whose requests go to one server after the other, as a proxy sends them."""

    def __init__(self, servers: list[Server], name: str) -> None:
        """Begin at the first one."""
        super().__init__(servers[0], name)
        self._ports = cycle([server.port for server in servers])

    def _send(self, method: str, path: str, body: str = "") -> Reply:
        self.leave()
        self.port = next(self._ports)
        reply = super()._send(method, path, body)
        self.refused_at = time.monotonic() if reply.status == 503 else 0.0
        return reply


@pytest.fixture
def database() -> Iterator[Postgres]:
    """A PostgreSQL that keeps what it has acknowledged."""
    with TemporaryDirectory() as place:
        database = Postgres(Path(place))
        database.start()
        yield database
        database.stop()


@pytest.fixture
def replicas(database: Postgres, tmp_path: Path) -> Iterator[list[Server]]:
    """Three servers that were started at the same moment on an empty database."""
    data = tmp_path / "shared"
    data.mkdir()
    with ExitStack() as stack:
        servers = [
            stack.enter_context(serving(data, wait=False, workers=1, database_url=database.url))
            for _ in range(REPLICAS)
        ]
        for server in servers:
            server.wait()
        yield servers


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGQUIT], ids=["in order", "at once"])
def test_r18_a_database_that_was_away_costs_no_answer(
    database: Postgres, replicas: list[Server], noted: Noted, how: signal.Signals
):
    group = [Guest(replicas, f"guest-{number:02}") for number in range(CLIENTS)]
    assert {reply.status for reply in at_once(group)} == {200}
    with busy(group) as refused_then:
        time.sleep(1)
        assert not refused_then, "nobody is refused before"
        database.stop(how)
        time.sleep(AWAY)
        assert get(replicas[0].port, "/en/c/sample/second")[0] == 200, "lessons need no database"
        assert get(replicas[0].port, "/readyz")[0] == 503
        database.start()
        healed = until(lambda: all(get(one.port, "/readyz")[0] == 200 for one in replicas), "no replica is ready again")
        time.sleep(HEALED)
        count = len(refused_then)
        time.sleep(1)
        assert len(refused_then) == count, "somebody is still refused"
    assert count, "somebody was refused meanwhile"
    assert all(refused(reply) for reply in refused_then), next(r.text for r in refused_then if not refused(r))
    answers = check(database, group)
    for server in replicas:
        assert server.stop() == 0, server.said()
    noted(
        "R18",
        f"PostgreSQL {AWAY} s away ({how.name}), 3 replicas, {CLIENTS} clients: {answers} answers, none lost, "
        f"{count} refused in words meanwhile, ready again after {healed:.1f} s",
    )


def test_a_replica_that_starts_without_its_database_says_so(database: Postgres, tmp_path: Path):
    database.stop()
    ended = emm(tmp_path / "data", "db", "upgrade", EMM_DATABASE_URL=database.url)
    database.start()
    assert ended.returncode == 1
    assert "PostgreSQL cannot be used: connection failed" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_backup_of_replicas_moves_the_site_into_one_file(database: Postgres, replicas: list[Server], tmp_path: Path):
    group = [Guest(replicas, f"guest-{number:02}") for number in range(4)]
    file, there = tmp_path / "site.zip", tmp_path / "there"
    with busy(group):
        time.sleep(1)
        made = emm(replicas[0].data, "backup", file, EMM_DATABASE_URL=database.url)
        assert made.returncode == 0, made.stderr
    restored = emm(there, "restore", file)
    assert restored.returncode == 0, restored.stderr
    with serving(there) as server:
        for guest in group:
            guest.leave()
            guest._ports = cycle([server.port])
        pages = at_once(group, Learner.read)
    assert all('data-state="' in page.text and page.status == 200 for page in pages)
    assert check(database, group) > 4


def check(database: Postgres, group: list[Guest]) -> int:
    """Compare what was acknowledged with what is stored; return the number of acts."""
    with psycopg.connect(database.url.replace("+psycopg", "")) as connection:
        keys = [key for (key,) in connection.execute("SELECT key FROM attempt").fetchall()]
        gaps = "SELECT 1 FROM attempt GROUP BY learner_id, course, question HAVING max(number) != count(*)"
        assert connection.execute(gaps).fetchall() == []
    acknowledged = {key for guest in group for key in guest.acknowledged}
    assert len(keys) == len(set(keys)), "an answer is there twice"
    assert not acknowledged - set(keys), f"acknowledged and lost: {sorted(acknowledged - set(keys))}"
    return len(keys)
