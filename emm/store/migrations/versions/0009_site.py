"""What administrators chose for the site, and how often a page could not be shown."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "site_choice",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_site_choice"),
    )
    op.create_table(
        "failures",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("hour", name="pk_failures"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("failures")
    op.drop_table("site_choice")
