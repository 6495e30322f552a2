"""Certificates, and what limits how often codes and names are tried."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "certificate",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("edition", sa.String(80), nullable=False),
        sa.Column("code", sa.String(12), nullable=False),
        sa.Column("credential", sa.String(32), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("objectives", sa.Text(), nullable=False),
        sa.Column("passed_on", sa.Date(), nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("renamed", sa.Boolean(), nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("withdrawn_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", "course", "edition", name="pk_certificate"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_certificate_learner_id_learner", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("code", name="uq_certificate_code"),
        sa.UniqueConstraint("credential", name="uq_certificate_credential"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tries",
        sa.Column("who", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_tries"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_tries_until", "tries", ["until"])


def downgrade() -> None:
    """Remove them."""
    op.drop_table("tries")
    op.drop_table("certificate")
