"""Who has more connections than another worker lets that one take the next."""

import os

import pytest

from emm.cli.evenly import Seat, Seats


def seated(number: int) -> list[Seat]:
    """Return the seats of a server with so many workers."""
    seats, made = Seats(number), list[Seat]()
    for _ in range(number):
        made.append(seats.free(seat.place for seat in made))
    return made


def test_who_has_more_than_another_is_ahead():
    one, other = seated(2)
    one.tell(3)
    other.tell(2)
    assert one.is_ahead(3)
    assert not other.is_ahead(2)


def test_who_has_as_many_as_all_others_is_not_ahead():
    one, other = seated(2)
    one.tell(2)
    other.tell(2)
    assert not one.is_ahead(2)


def test_who_is_alone_is_never_ahead():
    (one,) = seated(1)
    one.tell(7)
    assert not one.is_ahead(7)


def test_nobody_waits_for_a_worker_that_takes_no_connections():
    one, other = seated(2)
    one.tell(5)
    assert not one.is_ahead(5)  # the other has not begun
    other.tell(0)
    assert one.is_ahead(5)
    other.leave()
    assert not one.is_ahead(5)


@pytest.mark.parametrize(
    ("taken", "place"),
    [
        ([], 0),
        ([0], 1),
        ([1], 0),
        ([0, 1], 2),  # the successors begin before those who were there have ended (SIGHUP)
        ([0, 1, 2], 3),
        ([0, 1, 2, 3], 3),
    ],
)
def test_a_new_worker_takes_the_first_place_that_is_free(taken: list[int], place: int):
    assert Seats(2).free(taken).place == place


def test_nobody_waits_for_a_worker_that_was_killed():
    seats = Seats(2)
    one, killed = seats.free([]), seats.free([0])
    killed.tell(0)
    assert one.is_ahead(5)
    seats.free([0])
    assert not one.is_ahead(5)


def test_a_count_below_nothing_is_nothing():
    one, other = seated(2)
    one.tell(-1)
    assert other.is_ahead(1)
    assert not other.is_ahead(0)


def test_processes_hear_of_each_other():
    one, other = seated(2)
    one.tell(4)
    if child := os.fork():
        assert os.waitpid(child, 0)[1] == 0
        assert one.is_ahead(4)
    else:
        try:
            other.tell(3)
        finally:
            os._exit(0)
