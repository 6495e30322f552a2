"""A certificate as an Open Badges 3.0 credential (1EdTech, Open Badges Specification 3.0; W3C VC Data Model 2.0)."""

import hashlib
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from emm.credentials.keys import did_of

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
HASHED = "sha256$"
CRITERIA = "All lessons of the course done, and its final assessment passed."


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who signs."""

    name: str
    site: str
    """The address of the site, without a slash at its end."""

    @property
    def did(self) -> str:
        """What the issuer is called in credentials."""
        return did_of(self.site)

    @property
    def withdrawn(self) -> str:
        """Where the list of withdrawn credentials is found."""
        return f"{self.site}/credentials/withdrawn"


@dataclass(frozen=True, slots=True)
class Award:
    """What is signed."""

    id: str
    """32 hexadecimal digits."""
    course: str
    """The address of the course."""
    title: str
    objectives: tuple[str, ...]
    edition: str
    language: str
    issued_on: date
    check_page: str
    recipient: str
    """The name of the holder, or what else stands for them; it goes in as a hash only."""
    recipient_sort: str
    """What it is: `name`, or `systemId`."""
    salt: str


def badge(award: Award, issuer: Issuer) -> dict[str, Any]:
    """Return the credential, unsigned."""
    return {
        "@context": list(CONTEXT),
        "id": urn(award.id),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": award.title,
        "issuer": {"id": issuer.did, "type": ["Profile"], "name": issuer.name, "url": issuer.site},
        "validFrom": f"{award.issued_on.isoformat()}T00:00:00Z",
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": identity_hash(award.recipient, award.salt),
                    "identityType": award.recipient_sort,
                    "salt": award.salt,
                }
            ],
            "achievement": {
                "id": award.course,
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": award.title,
                "description": "\n".join(award.objectives) or award.title,
                "criteria": {"narrative": CRITERIA},
                "inLanguage": award.language,
                "version": award.edition,
            },
        },
        "evidence": [{"id": award.check_page, "type": ["Evidence"], "name": "Check page"}],
        "credentialStatus": {"id": issuer.withdrawn, "type": "1EdTechRevocationList"},
    }


def urn(credential_id: str) -> str:
    """Return the identifier of a credential, given as 32 hexadecimal digits, as an address (RFC 9562)."""
    ends = (0, 8, 12, 16, 20, 32)
    return "urn:uuid:" + "-".join(credential_id[a:b] for a, b in pairwise(ends))


def identity_hash(recipient: str, salt: str) -> str:
    """Return what a credential says of its recipient (Open Badges 3.0, IdentityObject)."""
    return HASHED + hashlib.sha256((recipient + salt).encode()).hexdigest()


def withdrawn_list(issuer: Issuer, credential_ids: tuple[str, ...]) -> dict[str, Any]:
    """Return the list of what the issuer has withdrawn (1EdTech Revocation List); it tells no codes and no reasons."""
    return {
        "id": issuer.withdrawn,
        "issuer": issuer.did,
        "revokedCredential": [{"id": urn(one), "revoked": True} for one in credential_ids],
    }
