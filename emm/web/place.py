"""The settings, handed down as the places of a site."""

from emm.content.kept import Kept
from emm.settings import Settings, described, key_in_force
from emm.upkeep.site import COMPILED, Site

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


def kept_courses(settings: Settings) -> Kept:
    """Return the courses that this site has compiled before."""
    return Kept(settings.data / COMPILED, key_in_force(settings))
