"""One text for each value: canonical JSON, base64url, base58."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from emm.credentials.encoding import base58, base64url, canonical, from_base58, from_base64url, parsed
from emm.errors import InvalidCredential


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        (
            {"€": 1, "\r": 2, "1": 3, "\U0001f600": 4, "ö": 5, "\ufb33": 6},
            '{"\\r":2,"1":3,"ö":5,"€":1,"😀":4,"\ufb33":6}',
        ),
        ({"a": '\x00\x1f\x7f\b\t\n\f\r"\\/<>\u2028'}, '{"a":"\\u0000\\u001f\x7f\\b\\t\\n\\f\\r\\"\\\\/<>\u2028"}'),
    ],
)
def test_canonical_json(value: object, text: str):
    """The order and the escapes of RFC 8785, sections 3.2.2.2 and 3.2.3."""
    assert canonical(value) == text
    assert parsed(text) == value


def test_a_number_with_a_fraction_is_refused():
    with pytest.raises(InvalidCredential):
        canonical({"a": 1.0})


@given(st.binary(max_size=100))
def test_there_and_back(data: bytes):
    assert from_base64url(base64url(data)) == data
    assert from_base58(base58(data), len(data)) == data


def test_known_values():
    """RFC 4648, section 10; draft-msporny-base58, section 5."""
    assert base64url(b"foob") == "Zm9vYg"
    assert base58(b"Hello World!") == "z2NEpo7TZRRrLZSi2U"
    assert base58(bytes.fromhex("0000287fb4cd")) == "z11233QC4"


@pytest.mark.parametrize("text", ["Zm9vYh", "Zm9vYg==", "Zm9v Yg", "Zm9vYg\n", "Zm9+", "é", "Z"])
def test_base64_is_written_in_one_way(text: str):
    with pytest.raises(InvalidCredential):
        from_base64url(text)


@pytest.mark.parametrize(
    "text", ["", "z", "2NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrLZS", "z12NEpo7TZRRrLZSi2U", "z2NEpo7TZRRrLZSi20"]
)
def test_base58_is_written_in_one_way(text: str):
    with pytest.raises(InvalidCredential):
        from_base58(text, 12)
