"""Texts that are compressed once: whatever fills their places, every reader of gzip gets the text that is meant."""

import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.rendering import MARK, Skeleton
from emm.web.packed import FARTHEST, TOLD_AGAIN, Packed

WORDS = st.text(st.sampled_from("aab<>= \nä’ع0123"), max_size=60)
"""Text that repeats itself and has signs of one, two and three bytes."""
PLACES = st.sampled_from(["key", "token", "due"])


def skeleton(*pieces: str) -> Skeleton:
    """Return the skeleton of texts and names of places, in turn."""
    return Skeleton.of(MARK.join(pieces))


@given(st.lists(st.tuples(PLACES, WORDS), max_size=30), WORDS, st.data())
def test_what_is_unpacked_is_what_was_filled_in(rest: list[tuple[str, str]], start: str, data: st.DataObject):
    whole = skeleton(start, *(piece for pair in rest for piece in pair))
    packed = Packed(whole, {"key": "k" * 5, "token": "t" * 40})
    for _ in range(2):
        signs = [st.text(st.sampled_from("ab019"), min_size=width, max_size=width) for width in (5, 40)]
        parts = dict(zip(("key", "token"), map(data.draw, signs), strict=True))
        assert packed.plain(parts).decode() == whole.filled(parts)
        assert gzip.decompress(packed.gzipped(parts)) == packed.plain(parts)


@pytest.mark.parametrize("width", [1, 3, TOLD_AGAIN.start, 97, TOLD_AGAIN.stop - 1, TOLD_AGAIN.stop, 1000])
@pytest.mark.parametrize("between", [0, 1, 100, FARTHEST - 1500, FARTHEST + 1000, 3 * FARTHEST])
def test_places_may_be_of_any_width_and_far_apart(width: int, between: int):
    far = "".join(f"{number} " for number in range(between))[:between]
    whole = skeleton("<p>", "key", far, "key", far, "key", "</p>")
    packed = Packed(whole, {"key": "x" * width})
    for sign in "yz":
        parts = {"key": "".join(sign + "0123456789ab"[place % 12] for place in range(width))[:width]}
        assert gzip.decompress(packed.gzipped(parts)).decode() == whole.filled(parts)


def test_what_is_said_again_is_not_sent_again():
    parts = {"token": "".join(map(str, range(1000)))[:97]}
    once, twice = (Packed(skeleton("text", *["token", "text"] * times), parts) for times in (1, 12))
    assert len(twice.gzipped(parts)) - len(once.gzipped(parts)) < 97 * 3


def test_nothing_of_one_reader_is_sent_to_another():
    first, second = {"key": "1234567890abcdef"}, {"key": "FEDCBA0987654321"}
    packed = Packed(skeleton("1234567890abcdef ", "key", "|1234567890|", "key", ""), first)
    assert packed.plain(second).count(b"FEDCBA0987654321") == 2
    assert gzip.decompress(packed.gzipped(second)) == packed.plain(second)


def test_it_is_compressed_as_well_as_a_text_for_one_reader():
    text = " ".join(f"<li class=row>word {number * 7919 % 1000}</li>" for number in range(400))
    packed = Packed(skeleton(text, "key", text, "key", text), {"key": "k" * 32})
    parts = {"key": "0123456789abcdef" * 2}
    assert len(packed.gzipped(parts)) < len(gzip.compress(packed.plain(parts), 1))


@pytest.mark.parametrize("key", ["", "short", "longer than it was", "ä" * 3])
def test_a_part_of_another_width_is_refused(key: str):
    packed = Packed(skeleton("a", "key", "b"), {"key": "four"})
    with pytest.raises(ValueError, match="4 bytes wide"):
        packed.gzipped({"key": key})
