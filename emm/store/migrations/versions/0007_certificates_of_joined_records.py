"""Two records that each have a certificate for the same edition can be joined, and both certificates stay."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

OF_LEARNER = ("learner_id", "course", "edition")


def upgrade() -> None:
    """Let the code tell certificates of a learner apart."""
    _key(*OF_LEARNER, "code")


def downgrade() -> None:
    """Allow one for each edition again; where there are two, this is refused."""
    _key(*OF_LEARNER)


def _key(*columns: str) -> None:
    with op.batch_alter_table("certificate", table_kwargs={"sqlite_with_rowid": False}) as batch:
        batch.drop_constraint("pk_certificate", type_="primary")
        batch.create_primary_key("pk_certificate", list(columns))
