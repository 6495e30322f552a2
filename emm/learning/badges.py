"""A certificate as what is signed: an Open Badges credential without a name in it that anybody could read."""

from typing import Any

from emm.credentials.badge import Award, Issuer, badge
from emm.learning.certificates import Certificate


def credential(certificate: Certificate, issuer: Issuer, check_page: str) -> dict[str, Any]:
    """Return the credential of a certificate, unsigned; the same whenever it is asked for, until the name changes.

    Without a name it is made out to the random number that stands for the learner.
    """
    has_name = certificate.name is not None
    award = Award(
        id=certificate.credential,
        course=f"{issuer.site}/{certificate.language}/c/{certificate.course}",
        title=certificate.title,
        objectives=certificate.objectives,
        edition=certificate.edition,
        language=certificate.language,
        issued_on=certificate.issued_on,
        check_page=check_page,
        recipient=certificate.name or certificate.learner_id,
        recipient_sort="name" if has_name else "systemId",
        salt=certificate.salt,
    )
    return badge(award, issuer)
