"""Signed credentials: what is signed is what is read, and nothing that was changed by a byte."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from emm.credentials.encoding import base64url, canonical, from_base64url, parsed
from emm.credentials.keys import KeySet, SigningKey
from emm.credentials.signing import as_token, with_proof
from emm.credentials.verifying import verify
from emm.errors import InvalidCredential
from tests.credentials.samples import AWARD, CREDENTIAL, ISSUER, KEY, KEYS, NAME

TOKEN = as_token(CREDENTIAL, KEY)
JSON = canonical(with_proof(CREDENTIAL, KEY))
FORMS = pytest.mark.parametrize("text", [TOKEN, JSON], ids=["token", "embedded proof"])
OTHER = SigningKey(b"\2" * 32)


@FORMS
def test_what_is_read_is_what_was_signed(text: str):
    found = verify(f"\n{text}\n", KEYS)
    assert (found.title, found.edition) == (AWARD.title, "1.2")
    assert (found.issuer, found.issuer_id) == ("Test NGO", "did:web:learn.example.org")
    assert found.issued_on == "2026-03-01"
    assert found.check_page == AWARD.check_page
    assert found.key_id == KEY.public.id
    assert found.belongs_to(NAME)
    assert not found.belongs_to("amina diallo")
    assert NAME not in text


def changed(text: str) -> Iterator[str]:
    """Give the text with each of its bytes changed, in several ways."""
    raw = text.encode()
    for place, byte in enumerate(raw):
        for other in {byte ^ 1, byte ^ 0x20, ord(" "), ord("A")} - {byte}:
            try:
                yield (raw[:place] + bytes([other]) + raw[place + 1 :]).decode()
            except UnicodeDecodeError:
                continue


@FORMS
@pytest.mark.thorough
@pytest.mark.no_cover
def test_no_byte_can_be_changed(text: str):
    tried = 0
    for forged in changed(text):
        tried += 1
        with pytest.raises(InvalidCredential):
            verify(forged, KEYS)
    assert tried > 3 * len(text)


@FORMS
@pytest.mark.parametrize("size", [0, 1, 100, -1])
def test_no_byte_can_be_missing(text: str, size: int):
    with pytest.raises(InvalidCredential):
        verify(text[:size], KEYS)


@FORMS
def test_the_key_of_somebody_else_does_not_do(text: str):
    with pytest.raises(InvalidCredential, match="a key that is not in this key set"):
        verify(text, KeySet((OTHER.public,)))


@FORMS
def test_earlier_keys_count(text: str):
    assert verify(text, KeySet((OTHER.public, KEY.public))).key_id == KEY.public.id


def test_a_name_for_the_key_proves_nothing():
    """Somebody else's signature under our key's name."""
    header, payload, _signature = TOKEN.split(".")
    forged = f"{header}.{payload}.{base64url(OTHER.sign(f'{header}.{payload}'.encode()))}"
    with pytest.raises(InvalidCredential, match="changed after it was signed, or signed by somebody else"):
        verify(forged, KEYS)


def token(header: dict[str, Any], payload: Any) -> str:
    """Return a token with these, signed with the right key."""
    said = ".".join(base64url(json.dumps(part).encode()) for part in (header, payload))
    return f"{said}.{base64url(KEY.sign(said.encode()))}"


def payload() -> dict[str, Any]:
    return parsed(from_base64url(TOKEN.split(".")[1]).decode())


HEADER = json.loads(from_base64url(TOKEN.split(".")[0]))


def test_a_token_of_the_same_shape_is_read():
    assert verify(token(HEADER, payload()), KEYS).edition == "1.2"


@pytest.mark.parametrize(
    ("header", "told"),
    [
        ({"alg": "none"}, "not signed in a way that is known"),
        ({"alg": "HS256"}, "not signed in a way that is known"),
        ({"crit": ["b64"], "b64": False}, "not signed in a way that is known"),
        ({"jwk": OTHER.public.jwk}, "not signed in a way that is known"),
        ({"kid": f"did:web:evil.example#{KEY.public.id}"}, "another issuer"),
        ({"kid": KEY.public.id}, "key that is not in this key set"),
        ({"kid": None}, "key that is not in this key set"),
        ({"kid": ["x"]}, "key that is not in this key set"),
    ],
)
def test_what_a_header_may_not_say(header: dict[str, Any], told: str):
    with pytest.raises(InvalidCredential, match=told):
        verify(token({**HEADER, **header}, payload()), KEYS)


@pytest.mark.parametrize("claim", ["iss", "jti", "nbf"])
def test_the_two_accounts_of_a_token_agree(claim: str):
    with pytest.raises(InvalidCredential, match="two different things"):
        verify(token(HEADER, {**payload(), claim: "another"}), KEYS)


@pytest.mark.parametrize("wrong", [{}, {"credentialSubject": []}, {"evidence": []}, {"issuer": "x"}])
def test_signed_but_no_certificate(wrong: dict[str, Any]):
    with pytest.raises(InvalidCredential, match="not a certificate of a course"):
        verify(token(HEADER, {**payload(), **wrong} if wrong else {}), KEYS)


@pytest.mark.parametrize(
    ("proof", "told"),
    [
        ({"cryptosuite": "eddsa-rdfc-2022"}, "no proof of the sort"),
        ({"type": "Ed25519Signature2020"}, "not one for credentials"),
        ({"proofPurpose": "authentication"}, "not one for credentials"),
        ({"@context": ["https://www.w3.org/ns/credentials/v2"]}, "not one for credentials"),
        ({"proofValue": "z" + "1" * 64}, "changed after it was signed"),
        ({"proofValue": "z1"}, "not base58"),
        ({"proofValue": ""}, "not base58"),
        ({"proofValue": None}, "not base58"),
        ({"created": "2026-03-01T00:00:01Z"}, "changed after it was signed"),
        ({"verificationMethod": f"did:web:evil.example#{KEY.public.id}-multikey"}, "changed after it was signed"),
    ],
)
def test_what_a_proof_may_not_say(proof: dict[str, Any], told: str):
    signed = with_proof(CREDENTIAL, KEY)
    with pytest.raises(InvalidCredential, match=told):
        verify(json.dumps({**signed, "proof": {**signed["proof"], **proof}}), KEYS)


def test_a_proof_under_the_name_of_another_issuer_does_not_do():
    forged = with_proof({**CREDENTIAL, "issuer": {**CREDENTIAL["issuer"], "id": "did:web:iom.example"}}, KEY)
    assert verify(canonical(forged), KEYS).issuer_id == "did:web:iom.example"
    stolen = {**forged["proof"], "verificationMethod": with_proof(CREDENTIAL, KEY)["proof"]["verificationMethod"]}
    with pytest.raises(InvalidCredential):
        verify(canonical({**forged, "proof": stolen}), KEYS)


@pytest.mark.parametrize(
    "text",
    [
        "",
        ".",
        "..",
        "a.b.c",
        "{",
        "{}",
        "[]",
        '{"proof": []}',
        '{"a": 1, "a": 2}',
        '{"a": ' * 100_000,
        "\N{SNOWMAN}.\N{SNOWMAN}.",
        "x" * 300_000,
        '{"proof": {"cryptosuite": "eddsa-jcs-2022"}, "a": 0.5}',
        '{"proof": {"cryptosuite": "eddsa-jcs-2022"}, "a": "\\ud800"}',
    ],
    ids=lambda text: text[:40],
)
def test_what_is_no_credential_is_refused(text: str):
    with pytest.raises(InvalidCredential):
        verify(text, KEYS)


def test_indented_json_is_the_same_credential():
    """Only what is said counts, not how it is laid out."""
    assert verify(json.dumps(json.loads(JSON), indent=2, ensure_ascii=True), KEYS).belongs_to(NAME)


def test_without_a_name_it_is_made_out_to_nobody_that_can_be_guessed():
    from dataclasses import replace

    from emm.credentials.badge import badge

    other = badge(replace(AWARD, recipient="f" * 32, recipient_sort="systemId"), ISSUER)
    found = verify(as_token(other, KEY), KEYS)
    assert not found.has_name
    assert not found.belongs_to("f" * 32)


def test_there_is_no_address_of_mail_and_no_moment_of_the_day():
    assert "@" not in JSON.replace("@context", "")
    assert CREDENTIAL["validFrom"] == "2026-03-01T00:00:00Z"
