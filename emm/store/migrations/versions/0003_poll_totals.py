"""Poll totals: how many votes each option has, without anybody behind them."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "poll_total",
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("meaning", sa.String(12), nullable=False),
        sa.Column("option", sa.String(80), nullable=False),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("course", "question", "meaning", "option", name="pk_poll_total"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove it."""
    op.drop_table("poll_total")
