"""Sittings of final assessments, with the questions as they were asked."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "asked_text",
        sa.Column("id", sa.String(12), nullable=False),
        sa.Column("language", sa.String(35), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_asked_text"),
    )
    op.create_table(
        "sitting",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("edition", sa.String(80), nullable=False),
        sa.Column("pass_mark", sa.Integer(), nullable=False),
        sa.Column("one_each", sa.Boolean(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("points", sa.Double(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", "course", "number", name="pk_sitting"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_sitting_learner_id_learner", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    is_open = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_sitting_open",
        "sitting",
        ["learner_id", "course"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )
    op.create_table(
        "sitting_question",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("objective", sa.String(80), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("text_id", sa.String(12), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", "course", "number", "place", name="pk_sitting_question"),
        sa.ForeignKeyConstraint(
            ["learner_id", "course", "number"],
            ["sitting.learner_id", "sitting.course", "sitting.number"],
            name="fk_sitting_question_sitting",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["text_id"], ["asked_text.id"], name="fk_sitting_question_text_id_asked_text"),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("sitting_question", "sitting", "asked_text"):
        op.drop_table(table)
