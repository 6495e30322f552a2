"""A credential of a course, and who signs it."""

from datetime import date

from emm.credentials.badge import Award, Issuer, badge
from emm.credentials.keys import KeySet, SigningKey

SITE = "https://learn.example.org"
ISSUER = Issuer("Test NGO", SITE)
KEY = SigningKey(b"\1" * 32)
KEYS = KeySet((KEY.public,))
NAME = "Amina Diallo"
AWARD = Award(
    id="0123456789abcdef0123456789abcdef",
    course=f"{SITE}/en/c/sample",
    title="Coopération, كورس",
    objectives=("Say who does what", 'Quote a "treaty"'),
    edition="1.2",
    language="en",
    issued_on=date(2026, 3, 1),
    check_page=f"{SITE}/verify/K7MF-2QXD-9TRB",
    recipient=NAME,
    recipient_sort="name",
    salt="5" * 32,
)
CREDENTIAL = badge(AWARD, ISSUER)
