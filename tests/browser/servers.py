"""Real server processes on loopback, each with a data folder of its own, and a look into their databases."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError

from sqlalchemy import Engine, delete, func, insert, select
from sqlalchemy.orm import Session

from emm.store.engine import make_engine, writing
from emm.store.people import Learner, Visit
from emm.store.polls import PollTotal
from emm.store.progress import Attempt, LessonDone

ROOT = Path(__file__).parents[2]
SAMPLES = ROOT / "tests" / "courses"
PATIENCE = 120
"""Seconds to wait for a server to begin or to end: much, because machines that run tests are busy."""
TALK = "\n![Audio: A talk](../../media/talk.mp3)\n\n#### Transcript\n\nNobody says a word.\n"
SILENCE = (bytes.fromhex("fffb9064") + bytes(413)) * 40
"""A second of it, as MP3 frames."""


@dataclass(frozen=True)
class Served:
    """A site that runs."""

    address: str
    data: Path

    @property
    def engine(self) -> Engine:
        """The database of the site."""
        return make_engine(f"sqlite:///{self.data / 'emm.sqlite3'}")

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """Give a session that writes into the site's database from outside."""
        engine = self.engine
        with writing(engine) as connection, Session(connection) as session:
            yield session
            session.flush()
        engine.dispose()

    def answers(self, action: str = "answer") -> int:
        """Return how many answers are stored, whoever gave them: those in lessons, or those of another action."""
        engine = self.engine
        with Session(engine) as session:
            count = session.scalar(select(func.count()).select_from(Attempt).where(Attempt.action == action))
        engine.dispose()
        return count or 0

    def days_pass(self, days: int = 1) -> None:
        """Move everything that ever happened here so many days into the past."""
        past = timedelta(days=days)
        with self.writing() as session:
            for row in session.scalars(select(Attempt)):
                row.at -= past
            for done in session.scalars(select(LessonDone)):
                done.at -= past
            for visit in session.scalars(select(Visit)):
                visit.seen_at -= past
            for learner in session.scalars(select(Learner)):
                learner.created_on -= past

    def votes_are(self, poll: str, **votes: int) -> None:
        """Let the options of a poll in which somebody has voted have these votes, told to everybody."""
        with self.writing() as session:
            known = session.scalars(select(PollTotal).where(PollTotal.question == poll)).first()
            assert known
            key = {"course": known.course, "question": known.question, "meaning": known.meaning}
            session.execute(delete(PollTotal).where(PollTotal.question == poll))
            for option, number in {**votes, "": sum(votes.values())}.items():
                session.execute(insert(PollTotal).values(**key, option=option, votes=number, told=number))

    def forget_votes(self) -> None:
        """Let nobody have voted."""
        with self.writing() as session:
            session.execute(delete(PollTotal))

    def questions_change(self) -> None:
        """Make every answer so far one to an earlier meaning of its question."""
        with self.writing() as session:
            for row in session.scalars(select(Attempt)):
                row.meaning = "before"


@contextmanager
def site(place: Path, content: Path, *command: str) -> Iterator[Served]:
    """Run the site on a folder of courses: `emm serve`, or the command given."""
    port = _free_port()
    data, log = place / "data", place / "log.txt"
    environment = {name: value for name, value in os.environ.items() if not name.startswith("EMM_")}
    environment |= {
        "EMM_DATA": str(data),
        "EMM_CONTENT": str(content),
        "EMM_SITE_NAME": "Test site",
        "EMM_BACKUPS": "0",
    }
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "emm", *(command or ("serve",)), "--port", str(port)],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", process, log)
            yield Served(f"http://127.0.0.1:{port}", data)
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert "Traceback" not in log.read_text(), log.read_text()


def samples(place: Path) -> Path:
    """Return a folder with the sample course, and with one that has a recording and in which all breaks that can."""
    content = place / "content"
    shutil.copytree(SAMPLES, content)
    broken = content / "broken"
    shutil.copytree(SAMPLES / "sample", broken)
    _change(broken / "en/course.md", "id: sample", "id: broken")
    _change(broken / "en/1-start/1-first.md", "- [x] b) A distractor", "- [ ] b) A distractor")
    _change(broken / "en/1-start/2-second.md", "title: The second lesson", "title: [")
    _change(broken / "en/2-more/1-third.md", "\n## The end\n", f"\n## The end\n{TALK}\n## The very end\n")
    (broken / "media").mkdir()
    (broken / "media/talk.mp3").write_bytes(SILENCE)
    return content


def _change(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _wait(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        assert process.poll() is None, log.read_text()
        try:
            urllib.request.urlopen(address).close()
        except URLError:
            assert time.monotonic() < end, log.read_text()
            time.sleep(0.05)
        else:
            return
