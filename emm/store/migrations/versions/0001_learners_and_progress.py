"""Learners, their visits, their acts on questions, and the lessons they finished."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables."""
    op.create_table(
        "learner",
        sa.Column("id", sa.String(32), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("created_on", sa.Date(), nullable=False),
        sa.Column("seen_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_learner"),
    )
    op.create_index("ix_learner_seen_on", "learner", ["seen_on"])
    op.create_table(
        "visit",
        sa.Column("token_hash", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name="pk_visit"),
        sa.ForeignKeyConstraint(["learner_id"], ["learner.id"], name="fk_visit_learner_id_learner", ondelete="CASCADE"),
    )
    op.create_index("ix_visit_learner_id", "visit", ["learner_id"])
    op.create_table(
        "attempt",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("question", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(8), nullable=False),
        sa.Column("response", sa.Text(), nullable=False),
        sa.Column("score", sa.Double(), nullable=True),
        sa.Column("sure", sa.Boolean(), nullable=False),
        sa.Column("wording", sa.String(12), nullable=False),
        sa.Column("meaning", sa.String(12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course", "question", "number", name="pk_attempt"),
        sa.UniqueConstraint("learner_id", "key", name="uq_attempt_learner_id_key"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_attempt_learner_id_learner", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "lesson_done",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("course", sa.String(80), nullable=False),
        sa.Column("lesson", sa.String(80), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "course", "lesson", name="pk_lesson_done"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_lesson_done_learner_id_learner", ondelete="CASCADE"
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Remove them."""
    for table in ("lesson_done", "attempt", "visit", "learner"):
        op.drop_table(table)
