"""What leads learners back from anywhere, how long a browser keeps its token, and work that is done once a day."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; until now every browser kept its token for as long as the device did."""
    op.add_column("visit", sa.Column("lasts", sa.String(8), nullable=True))
    op.execute("UPDATE visit SET lasts = 'device'")
    with op.batch_alter_table("visit") as batch:
        batch.alter_column("lasts", existing_type=sa.String(8), nullable=False)
    op.create_table(
        "account",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=True),
        sa.Column("code_made_on", sa.Date(), nullable=True),
        sa.Column("name", sa.String(40), nullable=True),
        sa.Column("name_key", sa.String(120), nullable=True),
        sa.Column("password_hash", sa.String(200), nullable=True),
        sa.PrimaryKeyConstraint("learner_id", name="pk_account"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_account_learner_id_learner", ondelete="CASCADE"
        ),
        sa.UniqueConstraint("code_hash", name="uq_account_code_hash"),
        sa.UniqueConstraint("name_key", name="uq_account_name_key"),
    )
    op.create_table(
        "duty",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_duty"),
    )


def downgrade() -> None:
    """Remove them."""
    op.drop_table("duty")
    op.drop_table("account")
    with op.batch_alter_table("visit") as batch:
        batch.drop_column("lasts")
