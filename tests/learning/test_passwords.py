"""Which passwords will do, and what is stored of them (S1, S7, S8; decision 7)."""

import threading
import time
import tracemalloc

import pytest
from argon2 import PasswordHasher, extract_parameters

from emm.learning import passwords
from emm.learning.passwords import (
    AT_ONCE,
    LONGEST,
    SHORTEST,
    SHORTEST_OF_STAFF,
    TOO_COMMON,
    TOO_LONG,
    TOO_NEAR,
    code_hash,
    hashed,
    is_outdated,
    matches,
    weakness,
)

pytestmark = pytest.mark.usefixtures("real_costs")

GOOD = [
    "rain falls on tin roofs",
    "ten signs!",
    "correct horse battery staple",
    "الماء يجري في النهر",
    "水が流れる川のほとりで",
    "péché mignon du matin",
    "        ten spaces and words",
    "🐟🐟 swim 🐟 upstream",
    "My password is long enough",
    "x" * 3 + "y" * 4 + "z" * 5 + "!",
    "k7mf2qxd9trb",
    "no upper no digit no sign",
    "a" + "bcd e" * 199,
]
SHORT = ["", " ", "short", "ninesigns", "nin\ufb01gns", "ééééééééé", "🐟" * 9]
COMMON = [
    "1234567890",
    "0987654321",
    "password12",
    "Password2027!",
    "PASSWORD!!!!",
    "ｐａｓｓｗｏｒｄ１２３",
    "!!!password!!!",
    "qwertyuiop",
    "qwerty123456",
    "iloveyou2027",
    "letmein!!!!!!",
    "aaaaaaaaaaaa",
    "1212121212",
    "abcabcabcabc",
    "passwordpassword",
    "abcdefghijkl",
    "9876543210",
    "ααααααααααα",
]
NEAR = ["amina.nairobi", "Amina.Nairobi99", "Learning for all", "2027Learning for all!"]


@pytest.mark.parametrize("password", GOOD)
def test_s7_a_good_password_will_do(password: str):
    assert weakness(password, "amina.nairobi", "Learning for all") is None


@pytest.mark.parametrize(
    ("password", "told"),
    [
        *((password, passwords._too_short(SHORTEST)) for password in SHORT),
        *((password, TOO_COMMON) for password in COMMON),
        *((password, TOO_NEAR) for password in NEAR),
        ("x" * (LONGEST + 1), TOO_LONG),
        ("水" * (LONGEST // 3 + 1), TOO_LONG),
    ],
)
def test_s7_a_weak_password_is_told_why(password: str, told):
    assert weakness(password, "amina.nairobi", "Learning for all") == told


@pytest.mark.parametrize(("length", "will_do"), [(14, False), (15, True)])
def test_s7_the_staff_needs_fifteen_characters(length: int, will_do: bool):
    password = "goats climb quiet hills"[:length]
    assert weakness(password) is None
    assert (weakness(password, shortest=SHORTEST_OF_STAFF) is None) is will_do


def test_s7_the_list_has_more_than_ten_thousand_entries():
    assert len(passwords._common()) > 10_000


def test_s7_names_without_letters_forbid_nothing():
    assert weakness("rain falls on tin roofs", "", "  ", "12") is None


@pytest.mark.thorough
@pytest.mark.no_cover
@pytest.mark.parametrize("password", [*GOOD, "x" * 128, "\ud800 a lone surrogate", "\x00 a nul in front"])
def test_s8_a_password_is_known_again(password: str):
    stored = hashed(password)
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert matches(stored, password)
    assert not matches(stored, password + "x")
    assert not matches(stored, "")


def test_s8_the_same_password_is_stored_differently():
    assert hashed(GOOD[0]) != hashed(GOOD[0])


def test_s7_it_does_not_matter_how_a_keyboard_writes_a_letter():
    assert matches(hashed("p\u00e9ch\u00e9 mignon"), "pe\u0301che\u0301 mignon")


def test_s8_a_hash_of_another_cost_is_outdated():
    old = PasswordHasher(1, 8 * 1024, 1).hash(GOOD[0])
    assert matches(old, GOOD[0])
    assert is_outdated(old)
    assert not is_outdated(hashed(GOOD[0]))


@pytest.mark.parametrize("stored", [None, "", "plain text", "$argon2id$v=19$m=1,t=1,p=1$x$y"])
def test_nothing_matches_what_is_not_a_hash(stored: str | None):
    assert not matches(stored, GOOD[0])
    assert not matches(stored, "")
    assert not matches(stored, "\xff")


def test_s1_an_unknown_name_costs_what_a_wrong_password_costs(monkeypatch: pytest.MonkeyPatch):
    """One hash of the same cost is compared in both cases."""
    stored, costs = hashed(GOOD[0]), []
    real = passwords._hasher

    class Watched:
        def verify(self, kept: str, password: bytes) -> bool:
            costs.append(extract_parameters(kept))
            return real.verify(kept, password)

    passwords._nobodys()
    monkeypatch.setattr(passwords, "_hasher", Watched())
    assert not matches(stored, "wrong password")
    assert not matches(None, "wrong password")
    assert len(costs) == 2
    assert costs[0] == costs[1]


def test_s7_a_password_of_a_megabyte_costs_nothing():
    start = time.perf_counter()
    assert weakness("x" * 1_000_000) == TOO_LONG
    assert not matches(hashed(GOOD[0]), "x" * 1_000_000)
    assert time.perf_counter() - start < 0.5


def test_a_code_has_one_hash_that_says_nothing():
    code = "K7MF-2QXD-9TRB"
    assert code_hash(code) == code_hash(code)
    assert len(code_hash(code)) == 64
    assert code_hash(code) != code_hash("K7MF-2QXD-9TRC")
    assert "K7MF" not in code_hash(code)


def test_no_more_than_two_are_hashed_at_once(monkeypatch):
    """Each one needs 19 MiB, and the container may have 256."""
    running, most = 0, 0
    lock = threading.Lock()

    class Watched:
        def hash(self, _password: bytes) -> str:
            nonlocal running, most
            with lock:
                running += 1
                most = max(most, running)
            time.sleep(0.02)
            with lock:
                running -= 1
            return ""

    monkeypatch.setattr(passwords, "_hasher", Watched())
    threads = [threading.Thread(target=hashed, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == AT_ONCE


def test_the_list_of_common_passwords_is_small():
    passwords._common.cache_clear()
    tracemalloc.start()
    passwords._common()
    assert tracemalloc.get_traced_memory()[0] < 4_000_000
    tracemalloc.stop()
