"""The limit of the disk: durable commits of one row each from two processes, with the site's own SQLite settings."""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import quantiles

from emm.store.engine import WRITES, make_engine
from emm.store.writers import PATIENCE as PATIENCE_OF_WRITERS
from tools.bench.measuring import PATIENCE, Load, children_seconds

TABLE = "CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, text TEXT NOT NULL)"
INSERT = "INSERT INTO row (text) VALUES (hex(randomblob(60)))"


def commits(file: Path, seconds: int) -> Load:
    """Let two processes commit for so long."""
    command = [sys.executable, "-m", "tools.bench.commits", str(file), str(seconds)]
    before = children_seconds()
    pair = [subprocess.Popen(command, stdout=subprocess.PIPE) for _ in range(2)]
    times = [time for process in pair for time in json.loads(process.communicate(timeout=seconds + PATIENCE)[0])]
    cuts = quantiles(times, n=20)
    cpu = (children_seconds() - before) / len(times) * 1000
    return Load(len(times) / seconds, cuts[9], cuts[18], cpu, client=0, requests=len(times), failed=0)


def commit(file: str, seconds: float) -> list[float]:
    """Commit one row after another and return the milliseconds that each took."""
    times = []
    engine = make_engine(f"sqlite:///{file}", new=True)
    with engine.connect().execution_options(**{WRITES: PATIENCE_OF_WRITERS}) as connection:
        connection.exec_driver_sql(TABLE)
        connection.commit()
        end = time.monotonic() + seconds
        while (start := time.monotonic()) < end:
            connection.exec_driver_sql(INSERT)
            connection.commit()
            times.append((time.monotonic() - start) * 1000)
    return times


if __name__ == "__main__":
    json.dump(commit(sys.argv[1], float(sys.argv[2])), sys.stdout)
