"""What others say of our credentials: an independent verifier, and the test vectors of the specifications."""

import json
from urllib.parse import urlsplit

import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier, resolve_did, resolve_verification_method

from emm.credentials.encoding import base58, canonical, from_base58
from emm.credentials.keys import KeySet, SigningKey, did_document, did_of
from emm.credentials.signing import as_token, what_is_signed, with_proof
from tests.credentials.samples import CREDENTIAL, KEY, KEYS, SITE

OLD = SigningKey(b"\3" * 32)
TOKEN = as_token(CREDENTIAL, KEY)
EXAMPLES = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]


def download(address: str) -> bytes:
    """Answer as the site would whose DID document is asked for."""
    assert address == f"{SITE}/.well-known/did.json"
    return json.dumps(did_document(SITE, KeySet((OLD.public, KEY.public)))).encode()


def test_openbadgeslib_verifies_the_token():
    verifier = OB3Verifier.for_issuer_did(did_of(SITE), download=download)
    found = verifier.verify(TOKEN)
    assert found.issuer.name == "Test NGO"
    assert found.achievement.name == CREDENTIAL["name"]


def test_openbadgeslib_refuses_a_changed_token():
    verifier = OB3Verifier.for_issuer_did(did_of(SITE), download=download)
    head, payload, signature = TOKEN.split(".")
    swapped = {"A": "B"}.get(payload[50], "A")
    with pytest.raises(OB3VerificationError):
        verifier.verify(f"{head}.{payload[:50]}{swapped}{payload[51:]}.{signature}")


def test_openbadgeslib_finds_the_key_of_the_proof():
    method = with_proof(CREDENTIAL, KEY)["proof"]["verificationMethod"]
    named = resolve_verification_method(method, download=download)
    assert named == resolve_verification_method(method.removesuffix("-multikey"), download=download)
    assert named != resolve_did(did_of(SITE), download=download), "the first key is the older one"


def test_a_port_is_part_of_the_issuer():
    assert did_of("https://learn.example.org:8443") == "did:web:learn.example.org%3A8443"
    assert urlsplit(SITE).port is None


def test_the_vector_of_the_cryptosuite():
    """W3C, Data Integrity EdDSA Cryptosuites v1.0, B.2: Representation: eddsa-jcs-2022."""
    public = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    secret = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
    credential = {
        "@context": EXAMPLES,
        "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
        "type": ["VerifiableCredential", "AlumniCredential"],
        "name": "Alumni Credential",
        "description": "A minimum viable example of an Alumni Credential.",
        "issuer": "https://vc.example/issuers/5678",
        "validFrom": "2023-01-01T00:00:00Z",
        "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
    }
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{public}#{public}",
        "proofPurpose": "assertionMethod",
        "@context": EXAMPLES,
    }
    key = SigningKey(from_base58(secret, 34)[2:])
    assert key.public.multikey == public
    signature = base58(key.sign(what_is_signed(credential, proof)))
    assert signature == "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"


def test_the_vector_of_a_key():
    """RFC 8037, A.1 to A.4: the key, its thumbprint, and what it signs."""
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    (key,) = KeySet.from_jwks({"keys": [jwk]}).keys
    assert key.id == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    secret = SigningKey(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert secret.public == key
    assert json.loads(canonical(KEYS.jwks)) == {"keys": [KEY.public.jwk]}
