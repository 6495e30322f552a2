"""What learners chose for the pages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make a place for the choices, which is empty while nothing was chosen."""
    op.add_column("learner", sa.Column("preferences", sa.Text(), nullable=True))


def downgrade() -> None:
    """Forget them."""
    with op.batch_alter_table("learner") as batch:
        batch.drop_column("preferences")
