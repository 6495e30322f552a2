"""Alembic: the steps of the schema, taken on a connection that `schema` hands over."""

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from emm.errors import Conflict
from emm.store.base import Base
from emm.store.schema import MIGRATIONS, TOO_NEW


def upgrade(connection: Connection, revision: str) -> None:
    """Take the steps up to `revision`; raises Conflict when the database is at one that is not known here."""
    try:
        command.upgrade(_on(connection), revision)
    except CommandError as mistake:
        raise Conflict(TOO_NEW) from mistake


def downgrade(connection: Connection, revision: str) -> None:
    """Take the steps back to `revision`."""
    command.downgrade(_on(connection), revision)


def differences(connection: Connection) -> list[object]:
    """Return what differs between the tables as declared and as they are."""
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    return list(compare_metadata(context, Base.metadata))


def steps() -> Config:
    """Return where the steps are."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    return config


def _on(connection: Connection) -> Config:
    config = steps()
    config.attributes["connection"] = connection
    return config
