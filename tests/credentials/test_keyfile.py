"""The file with the signing keys: made once, readable by its owner, and never losing what checks old signatures."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from emm.credentials.encoding import canonical
from emm.credentials.keyfile import NAME, key_ring, rotate
from emm.credentials.keys import KeySet
from emm.credentials.signing import as_token, with_proof
from emm.credentials.verifying import verify
from emm.errors import InvalidCredential, SettingsError
from tests.credentials.samples import CREDENTIAL, KEY


def test_it_is_made_at_the_first_start_for_its_owner_only(tmp_path: Path):
    ring = key_ring(tmp_path / "data")
    path = tmp_path / "data" / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert key_ring(tmp_path / "data") == ring
    assert [one.name for one in path.parent.iterdir()] == [NAME]
    assert verify(as_token(CREDENTIAL, ring.signing), ring.public).key_id == ring.public.keys[0].id


def test_of_many_first_starts_one_makes_the_key(tmp_path: Path):
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(key_ring, [tmp_path] * 8))
    assert len({ring.public.keys[0].id for ring in rings}) == 1


def test_what_earlier_keys_signed_stays_valid(tmp_path: Path):
    before = key_ring(tmp_path)
    signed = [as_token(CREDENTIAL, before.signing), canonical(with_proof(CREDENTIAL, before.signing))]
    for _ in range(2):
        after = rotate(tmp_path)
    assert len(after.public.keys) == 3
    assert after == key_ring(tmp_path)
    assert after.signing.public not in before.public.keys
    for text in signed:
        assert verify(text, after.public).key_id == before.public.keys[0].id
        with pytest.raises(InvalidCredential):
            verify(text, KeySet(after.public.keys[:1]))
    path = tmp_path / NAME
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text().count('"d":') == 1, "the secret of an earlier key is of no use any more"
    assert [one.name for one in tmp_path.iterdir()] == [NAME]


def key(**changes: Any) -> dict[str, Any]:
    return {**KEY.public.jwk, **changes}


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        json.dumps({"keys": []}),
        json.dumps({"keys": [key()]}),
        json.dumps({"keys": [key(d="AAAA")]}),
        json.dumps({"keys": [key(d="A" * 43)]}),
        json.dumps({"keys": [key(kty="RSA")]}),
        json.dumps({"keys": [key(x="AAAA")]}),
        json.dumps({"keys": ["x"]}),
    ],
)
def test_a_damaged_file_is_told_and_kept(tmp_path: Path, content: str):
    (tmp_path / NAME).write_text(content)
    for use in (key_ring, rotate):
        with pytest.raises(SettingsError, match="cannot be used"):
            use(tmp_path)
    assert (tmp_path / NAME).read_text() == content


def test_a_folder_that_cannot_be_written_to_is_told(tmp_path: Path):
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="cannot be made"):
        key_ring(tmp_path / "file")
