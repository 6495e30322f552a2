"""The settings, handed down as the places of a site."""

from emm.settings import Settings, described
from emm.upkeep.site import Site

PLACES = ("EMM_DATA", "EMM_CONTENT", "EMM_BACKUP_FOLDER")
"""What differs from machine to machine."""


def site_of(settings: Settings) -> Site:
    """Return where this site keeps what must not be lost."""
    chosen = {
        one.name: one.value
        for one in described(settings)
        if one.is_shown and one.value not in (one.default, "") and one.name not in PLACES
    }
    return Site(settings.data, settings.content, settings.database, settings.backup_place, chosen)
