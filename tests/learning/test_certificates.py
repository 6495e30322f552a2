"""Certificates below the pages: what they need, made once, named, withdrawn; and the codes and names on them."""

import shutil
from dataclasses import replace

import pytest
from sqlalchemy import Connection

from emm.content.model import Course
from emm.errors import Conflict, InvalidName, NotFound
from emm.learning import certificates, codes, learners, sittings
from emm.learning.certificates import conditions, is_earned
from emm.learning.names import LONGEST, holder_name, is_same
from emm.learning.progress import overview
from emm.world import Dice
from tests.conftest import COURSES
from tests.support import courses
from tests.support.passing import finish, sit
from tests.support.pools import with_pool
from tests.support.world import FakeWorld

RLO, PDI = "\N{RIGHT-TO-LEFT OVERRIDE}", "\N{POP DIRECTIONAL ISOLATE}"
ACUTE = "\N{COMBINING ACUTE ACCENT}"
ZWNJ = "\N{ZERO WIDTH NON-JOINER}"


@pytest.fixture
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The sample course with a final assessment."""
    content = tmp_path_factory.mktemp("content") / "content"
    shutil.copytree(COURSES, content)
    for path, text in with_pool().items():
        (content / "sample" / path).write_text(str(text), encoding="utf-8")
    catalog = courses.read(content)
    return catalog.course("sample", "en")


class Learner:
    """A learner, and where they stand."""

    def __init__(self, connection: Connection, world: FakeWorld, course: Course) -> None:
        """Begin with nothing done."""
        self.connection, self.world, self.course = connection, world, course
        visit = learners.begin(connection, world, seed=0)
        self.id, self.token = visit.learner.id, visit.token

    @property
    def standing(self):
        view = overview(self.connection, self.id, self.course)
        return view, sittings.passed_sitting(self.connection, self.id, self.course)

    def finishes(self) -> None:
        finish(self.connection, self.id, self.course, self.world.now())

    def sits(self, **result) -> None:
        sit(self.connection, self.id, self.course, self.world.now(), **result)

    def makes(self, name: str | None = "Amina"):
        view, passed = self.standing
        return certificates.issue(self.connection, self.world, self.id, view, passed, name)


@pytest.fixture
def learner(connection: Connection, world: FakeWorld, course: Course) -> Learner:
    return Learner(connection, world, course)


def told(learner: Learner) -> list[tuple[bool, str]]:
    return [(one.is_met, one.address.rpartition("/")[2]) for one in conditions(*learner.standing)]


def test_every_condition_is_told_with_the_next_step(learner: Learner):
    assert told(learner) == [(False, "first"), (False, "assessment")]
    learner.sits(passed=False)
    assert told(learner) == [(False, "first"), (False, "assessment")]
    learner.finishes()
    assert told(learner) == [(True, ""), (False, "assessment")]
    assert not is_earned(*learner.standing)
    with pytest.raises(Conflict):
        learner.makes()


def test_all_met(learner: Learner):
    learner.sits()
    assert told(learner) == [(False, "first"), (True, "")]
    with pytest.raises(Conflict):
        learner.makes()
    learner.finishes()
    assert told(learner) == [(True, ""), (True, "")]
    assert is_earned(*learner.standing)


def test_a_course_without_an_assessment_needs_nothing_and_gives_nothing(learner: Learner):
    learner.course = replace(learner.course, assessment=None)
    learner.finishes()
    assert conditions(*learner.standing) == ()
    assert not is_earned(*learner.standing)


def test_who_has_passed_gets_it_though_the_assessment_is_gone(learner: Learner):
    learner.sits()
    learner.finishes()
    learner.course = replace(learner.course, assessment=None)
    assert is_earned(*learner.standing)
    assert learner.makes().name == "Amina"


def earned(learner: Learner) -> Learner:
    learner.sits()
    learner.finishes()
    return learner


def test_what_is_kept(learner: Learner):
    made = earned(learner).makes()
    (kept,) = certificates.of_learner(learner.connection, learner.id)
    assert kept == made
    assert certificates.find(learner.connection, made.code) == made
    assert certificates.own(learner.connection, learner.id, made.code) == made
    assert (made.title, made.edition) == (learner.course.title, learner.course.edition)
    assert made.objectives == tuple(learner.course.objectives.values())
    assert made.passed_on == made.issued_on
    assert not made.shows_name


def test_one_for_each_edition(learner: Learner):
    first = earned(learner).makes()
    assert learner.makes("Somebody Else") == first
    learner.course = replace(learner.course, edition="2.0")
    assert learner.makes() == first, "the edition that was passed counts"
    assert certificates.of_course(learner.connection, learner.id, learner.course.id) == (first,)
    assert certificates.of_course(learner.connection, None, learner.course.id) == ()


def test_two_learners_never_share_a_code(learner: Learner, world: FakeWorld):
    """The dice of these tests fall the same each time."""
    other = Learner(learner.connection, world, learner.course)
    assert earned(learner).makes().code != earned(other).makes().code


def test_only_their_own(learner: Learner, world: FakeWorld):
    made = earned(learner).makes()
    other = Learner(learner.connection, world, learner.course)
    for learner_id in (other.id, None):
        with pytest.raises(NotFound):
            certificates.own(learner.connection, learner_id, made.code)


def test_the_name_changes_once(learner: Learner):
    made = earned(learner).makes()
    certificates.rename(learner.connection, made, "Amina")
    certificates.rename(learner.connection, made, "Amina D.")
    again = certificates.own(learner.connection, learner.id, made.code)
    assert (again.name, again.renamed) == ("Amina D.", True)
    with pytest.raises(Conflict):
        certificates.rename(learner.connection, again, "Amina")


def test_withdrawing(learner: Learner, world: FakeWorld):
    made = earned(learner).makes()
    assert certificates.withdrawn_credentials(learner.connection) == ()
    found = certificates.withdraw(learner.connection, world, made.code, "First reason")
    world.sleep(days=1)
    assert certificates.withdraw(learner.connection, world, made.code, "Second reason") == found
    assert (found.reason, found.is_valid) == ("First reason", False)
    assert certificates.withdrawn_credentials(learner.connection) == (made.credential,)
    assert certificates.everything(learner.connection) == (found,)
    with pytest.raises(NotFound):
        certificates.withdraw(learner.connection, world, "2" * 12, "No such code")


def test_a_code_is_twelve_signs_without_look_alikes():
    dice = Dice(1)
    made = [codes.new_code(dice) for _ in range(2000)]
    assert set("".join(made)) == set(codes.SIGNS)
    assert len(codes.SIGNS) == 30
    assert not set("01OILU") & set(codes.SIGNS)
    assert len(set(made)) == 2000
    assert codes.written("K7MF2QXD9TRB") == "K7MF-2QXD-9TRB"


@pytest.mark.parametrize(
    "typed",
    [
        "K7MF-2QXD-9TRB",
        "k7mf2qxd9trb",
        "  K7MF 2QXD 9TRB\n",
        "K7MF–2QXD—9TRB",
        "K7MF.2QXD_9TRB",
        "\N{LEFT-TO-RIGHT MARK}K7MF\N{NO-BREAK SPACE}2QXD\N{SOFT HYPHEN}9TRB",
        "Ｋ７ＭＦ－２ＱＸＤ－９ＴＲＢ",
    ],
)
def test_a_code_is_read_however_it_is_typed(typed: str):
    assert codes.read(typed) == "K7MF2QXD9TRB"


@pytest.mark.parametrize(
    "typed", ["", "K7MF-2QXD-9TR", "K7MF-2QXD-9TRBB", "K7MF-2QXD-9TRO", "K7MF-2QXD-9TR1", "é" * 12, "x" * 100_000]
)
def test_what_cannot_be_a_code(typed: str):
    assert codes.read(typed) is None


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Amina Diallo", "Amina Diallo"),
        ("  Amina \t\n Diallo ", "Amina Diallo"),
        ("Ame" + ACUTE + "lie", "Amélie"),
        ("آمنة جالو", "آمنة جالو"),
        ("مُحَمَّدٌ", "مُحَمَّدٌ"),
        ("أحمد" + ZWNJ + "نژاد", "أحمد" + ZWNJ + "نژاد"),
        (f"{RLO}Amina{PDI}", "Amina"),
        ("Nguyễn Thị Minh Khai", "Nguyễn Thị Minh Khai"),
        ("O’Neill-D'Souza, J. R. jr.", "O’Neill-D'Souza, J. R. jr."),
        ("St.John Smith", "St.John Smith"),
        ("李小龍", "李小龍"),
        ("प्रिया", "प्रिया"),
        ("a" * LONGEST, "a" * LONGEST),
        ("<b>Amina & Co", "<b>Amina & Co"),
    ],
)  # fmt: skip
def test_names_as_they_are_kept(typed: str, kept: str):
    assert holder_name(typed) == kept


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("", "Write the name"),
        (RLO + " " + ZWNJ, "Write the name"),
        ("a" * (LONGEST + 1), "at most"),
        ("e" + ACUTE * 2000, "at most"),
        ("x" * 1_000_000, "at most"),
        ("e" + ACUTE * 20, "cannot be printed"),
        (ACUTE * 3 + "e", "cannot be printed"),
        ("12345", "cannot be printed"),
        ("Amina \ue000", "cannot be printed"),
        ("Amina \ud800", "cannot be printed"),
        ("https://evil.example", "Leave out"),
        ("www.evil", "Leave out"),
        ("evil.com", "Leave out"),
        ("EVIL.COM", "Leave out"),
        ("amina@mail", "Leave out"),
        ("a/b", "Leave out"),
    ],
)
def test_names_that_cannot_stand_there(typed: str, told: str):
    with pytest.raises(InvalidName) as refusal:
        holder_name(typed)
    assert told in refusal.value.message.text


@pytest.mark.parametrize(
    ("name", "typed", "same"),
    [
        ("Amina Diallo", "AMINA  diallo", True),
        ("Amélie", "amelie", True),
        ("أحمد", "احمد", True),
        ("Jean-Paul", "jean paul", True),
        ("J. R. Smith", "J R Smith", True),
        ("Amina Diallo", "Diallo Amina", False),
        ("Amina Diallo", "Amina", False),
        ("Amina Diallo", "", False),
        ("Amina", "Amina Amina", False),
    ],
)
def test_comparing_names(name: str, typed: str, same: bool):
    assert is_same(name, typed) is same
