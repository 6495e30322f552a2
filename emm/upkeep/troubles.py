"""What an operator reads when a database is lost, damaged or out of reach: what is wrong, and what helps."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError

from emm.errors import StorageError
from emm.store.engine import is_damaged, is_out_of_reach
from emm.upkeep.site import Site


def lost(site: Site) -> StorageError:
    """Return what is said when there is no database where one has been."""
    where = f"The database {site.database} is missing" if site.database else "The PostgreSQL database is empty"
    back = f"If {site.database.name} was moved, put it back. If not, restore" if site.database else "Restore"
    return StorageError(
        f"{where}, although this site has been in use.\n"
        "No empty one was made in its place, and nothing was changed.\n"
        f"{back} {_newest(site)}\n"
        "To begin again without the records of all learners:\n"
        "    emm db new"
    )


def lost_keys(site: Site) -> str:
    """Return what is said when a site has to make new keys for signing although it has been in use."""
    return (
        f"There are no keys for signing certificates in {site.data}, so new ones are made. If there have been others,\n"
        "certificates of earlier days cannot be checked without them. Stop the site and bring them back from\n"
        f"{_newest(site, '--replace ')}"
    )


def damaged(site: Site, reason: str) -> StorageError:
    """Return what is said when the database is not what was written."""
    return StorageError(
        f"The database {site.database} is damaged: {reason}.\n"
        "It was left as it is, and the site was not started.\n"
        f"Restore {_newest(site, '--replace ')}\n"
        "The damaged file is set aside then, not deleted."
    )


def out_of_reach(site: Site, fault: DBAPIError) -> StorageError:
    """Return what is said when the database cannot be asked."""
    reason = str(fault.orig).strip().partition("\n")[0]
    if site.database is None:
        return StorageError(
            f"PostgreSQL cannot be used: {reason}\n"
            "Start it, or correct EMM_DATABASE_URL; the site needs nothing else. See: emm doctor"
        )
    return StorageError(
        f"The database {site.database} cannot be used: {reason}.\n"
        "Another program may hold it, the disk may be full, or it may belong to another user.\n"
        "What it is, and what helps: emm doctor"
    )


@contextmanager
def told(site: Site) -> Iterator[None]:
    """Turn what the database says into words for the operator; raises StorageError then."""
    if site.database and not site.database.exists():
        raise lost(site)
    try:
        yield
    except DBAPIError as fault:
        if is_damaged(fault):
            raise damaged(site, str(fault.orig)) from fault
        if is_out_of_reach(fault):
            raise out_of_reach(site, fault) from fault
        raise


def _newest(site: Site, option: str = "") -> str:
    backups = sorted(site.backups.glob("*.zip"), key=lambda path: (path.stat().st_mtime, path.name))
    if backups:
        return f"the newest backup:\n    emm restore {option}{backups[-1]}"
    return f"a backup; there is none in {site.backups}:\n    emm restore {option}FILE.zip"
