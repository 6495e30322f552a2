"""A certificate as pages receive it."""

from datetime import date
from typing import Any

from emm.learning.certificates import Certificate

DAY = date(2027, 3, 3)
VALUES: dict[str, Any] = {
    "learner_id": "1" * 32,
    "course": "sample",
    "edition": "1.2",
    "code": "K7MF2QXD9TRB",
    "credential": "2" * 32,
    "language": "en",
    "title": "International cooperation on migration",
    "minutes": 45,
    "objectives": ("Say who does what", "Explain what dialogues can do", "Name key commitments"),
    "passed_on": DAY,
    "issued_on": DAY,
    "name": "Amina Diallo",
    "renamed": False,
    "shows_name": False,
    "salt": "5" * 32,
    "withdrawn_on": None,
    "reason": None,
}


def certificate(**changes: Any) -> Certificate:
    """Return a certificate."""
    return Certificate(**{**VALUES, **changes})
