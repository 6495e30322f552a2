"""The file with the keys that sign for a site: the one in force, and the public halves of those before it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from emm.credentials.encoding import base64url, canonical, from_base64url, parsed
from emm.credentials.keys import KeySet, PublicKey, SigningKey
from emm.errors import InvalidCredential, SettingsError
from emm.private_files import make_once, replace
from emm.world import new_signing_seed

NAME = "signing-keys.json"


@dataclass(frozen=True)
class KeyRing:
    """What a site signs with, and what its signatures of today and of earlier times are checked with."""

    signing: SigningKey
    public: KeySet


def ensure(data: Path) -> None:
    """Make a key if there is none in the data folder, readable by its owner only.

    Raises SettingsError when the file cannot be made.
    """
    path = data / NAME
    try:
        if not path.exists():
            make_once(path, _written(SigningKey(new_signing_seed()), ()))
    except OSError as mistake:
        raise SettingsError((f"The key file {path} cannot be made: {mistake}",)) from mistake


def key_ring(data: Path) -> KeyRing:
    """Return the keys in the data folder, where one is made the first time.

    Raises SettingsError when the file cannot be used or made.
    """
    ensure(data)
    path = data / NAME
    try:
        return _read(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, InvalidCredential) as mistake:
        raise SettingsError((f"The key file {path} cannot be used: {mistake}",)) from mistake


def rotate(data: Path) -> KeyRing:
    """Put a new key in force and return the keys; of the one before, only what checks its signatures is kept.

    Raises SettingsError when the file cannot be used or written.
    """
    before = key_ring(data)
    path = data / NAME
    try:
        replace(path, _written(SigningKey(new_signing_seed()), before.public.keys))
    except OSError as mistake:
        raise SettingsError((f"The key file {path} cannot be written: {mistake}",)) from mistake
    return key_ring(data)


def _written(signing: SigningKey, before: tuple[PublicKey, ...]) -> str:
    own: dict[str, Any] = {**signing.public.jwk, "d": base64url(signing.secret)}
    return canonical({"keys": [own, *(key.jwk for key in before)]})


def _read(text: str) -> KeyRing:
    jwks = parsed(text)
    public = KeySet.from_jwks(jwks)
    signing = SigningKey(from_base64url(str(jwks["keys"][0].get("d", ""))))
    if len(signing.secret) != 32 or signing.public != public.keys[0]:
        raise InvalidCredential("Its first key is damaged.")
    return KeyRing(signing, public)
