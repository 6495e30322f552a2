"""Where weaknesses can be reported (RFC 9116; S50)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from emm.errors import SettingsError
from emm.settings import from_environment
from emm.web import create_app
from emm.web.database import db
from tests.conftest import Site

PATH = "/.well-known/security.txt"


def asked(site: Site, **changes: Any) -> tuple[int, str, str]:
    """Return status, type and text with other settings."""
    app = create_app(replace(site.settings, **changes), world=site.world, catalog=site.catalog)
    response = app.test_client().get(PATH)
    with app.app_context():
        db.engine.dispose()
    return response.status_code, response.headers["Content-Type"], response.text


def test_without_a_contact_there_is_none(site: Site):
    assert asked(site)[0] == 404


def test_s50_contact_and_day_are_those_of_the_settings(site: Site):
    status, kind, text = asked(
        site,
        security_contact="mailto:security@example.org",
        security_expires=date(2099, 12, 31),
        public_url="https://learn.example.org",
    )
    assert (status, kind) == (200, "text/plain; charset=utf-8")
    assert text.splitlines() == [
        "Contact: mailto:security@example.org",
        "Expires: 2099-12-31T23:59:59Z",
        "Preferred-Languages: en, fr" if "fr" in text else "Preferred-Languages: en",
        "Canonical: https://learn.example.org/.well-known/security.txt",
    ]


def test_without_a_day_it_holds_for_ninety_days_more(site: Site):
    text = asked(site, security_contact="https://example.org/report")[2]
    assert f"Expires: {site.world.time.date() + timedelta(days=90)}T23:59:59Z" in text
    assert "Canonical" not in text


def test_s50_a_contact_that_is_not_right_any_more_is_not_given(site: Site):
    yesterday = site.world.time.date() - timedelta(days=1)
    assert asked(site, security_contact="mailto:security@example.org", security_expires=yesterday)[0] == 404


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EMM_SECURITY_CONTACT", "security@example.org", "must begin with mailto:, https:// or tel:"),
        ("EMM_SECURITY_EXPIRES", "soon", "must be a day such as 2027-12-31"),
        ("EMM_SECURITY_EXPIRES", "2027-02-30", "must be a day such as 2027-12-31"),
    ],
)
def test_a_setting_that_is_wrong_is_told_at_the_start(name: str, value: str, told: str):
    with pytest.raises(SettingsError, match=told):
        from_environment({name: value})
