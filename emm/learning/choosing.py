"""What administrators chose for the whole site: texts by the names of settings, which `emm/settings.py` reads."""

from collections.abc import Mapping

from sqlalchemy import Connection, bindparam, delete, select, text

from emm.messages import Message, message
from emm.store.site import site_choices

NAMES: Mapping[str, Message] = {
    "site_name": message("Name of the site"),
    "host_organization": message("Who runs it"),
    "contact": message("Whom to ask"),
    "certificate_text": message("Sentence on certificates"),
    "languages": message("Languages"),
    "guest_days": message("Days without a visit, for guests"),
    "account_days": message("Days without a visit, for accounts"),
    "review": message("Review"),
}
"""What can be chosen, in words."""

_c = site_choices.c
ALL = select(_c.name, _c.value)
# Both databases understand this. SQLAlchemy has a construct for each, but not for both.
KEEP = text(
    "INSERT INTO site_choice (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = :value"
)
TAKE_BACK = delete(site_choices).where(_c.name == bindparam("chosen"))


def chosen(connection: Connection) -> dict[str, str]:
    """Return what was chosen; nothing of what stands at its default."""
    return {row.name: row.value for row in connection.execute(ALL)}


def choose(connection: Connection, texts: Mapping[str, str]) -> None:
    """Keep what was chosen; an empty text takes a choice back, so that the default holds again."""
    for name, value in sorted(texts.items()):  # in one order, so that two at once cannot wait for each other
        if value:
            connection.execute(KEEP, {"name": name, "value": value})
        else:
            connection.execute(TAKE_BACK, {"chosen": name})
