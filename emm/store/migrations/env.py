"""How Alembic reaches the database: always through a connection that `schema` hands over."""

from alembic import context

from emm.store import people, progress  # noqa: F401 - their tables belong to the metadata
from emm.store.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    compare_type=True,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
