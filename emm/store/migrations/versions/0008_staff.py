"""Roles, a second factor, one-time passes, the set-up code, and the list of what the staff did."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

ACCOUNT_COLUMNS: dict[str, Any] = {
    "role": sa.String(12),
    "disabled_on": sa.Date,
    "factor_salt": sa.String(32),
    "factor_step": sa.Integer,
}
KEPT_DAYS = 365
ON_SQLITE = (
    "CREATE TRIGGER audit_entry_stays BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'an entry of the audit list cannot be changed'); END",
    "CREATE TRIGGER audit_entry_is_kept BEFORE DELETE ON audit_entry "
    f"WHEN OLD.done_at > strftime('%Y-%m-%d %H:%M:%f', 'now', '-{KEPT_DAYS} days') "
    f"BEGIN SELECT RAISE(ABORT, 'an entry of the audit list is kept for {KEPT_DAYS} days'); END",
)
ON_POSTGRESQL = (
    # A site that was set aside in the same database leaves the function behind.
    "CREATE OR REPLACE FUNCTION audit_entry_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
    f"IF TG_OP = 'DELETE' AND OLD.done_at <= now() - interval '{KEPT_DAYS} days' THEN RETURN OLD; END IF; "
    "RAISE EXCEPTION 'an entry of the audit list cannot be changed' USING ERRCODE = 'integrity_constraint_violation'; "
    "END $$",
    "CREATE TRIGGER audit_entry_stays BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_stays()",
    "CREATE TRIGGER audit_entry_is_kept BEFORE TRUNCATE ON audit_entry "
    "FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_stays()",
)


def upgrade() -> None:
    """Make the tables; everybody has been a learner until now."""
    for name, kind in ACCOUNT_COLUMNS.items():
        op.add_column("account", sa.Column(name, kind, nullable=True))
    op.execute("UPDATE account SET role = 'learner'")
    with op.batch_alter_table("account") as batch:
        batch.alter_column("role", existing_type=sa.String(12), nullable=False)
    op.create_index("ix_account_role", "account", ["role"])
    op.create_table(
        "recovery_code",
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("learner_id", "code_hash", name="pk_recovery_code"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_recovery_code_learner_id_learner", ondelete="CASCADE"
        ),
    )
    op.create_table(
        "one_time_pass",
        sa.Column("secret_hash", sa.String(64), nullable=False),
        sa.Column("learner_id", sa.String(32), nullable=False),
        sa.Column("purpose", sa.String(8), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("secret_hash", name="pk_one_time_pass"),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["learner.id"], name="fk_one_time_pass_learner_id_learner", ondelete="CASCADE"
        ),
    )
    op.create_index("ix_one_time_pass_learner_id", "one_time_pass", ["learner_id"])
    op.create_table(
        "set_up",
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("code_hash", sa.String(64), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_set_up"),
    )
    op.create_table(
        "audit_entry",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(32), nullable=False),
        sa.Column("act", sa.String(20), nullable=False),
        sa.Column("about", sa.String(32), nullable=False),
        sa.Column("detail", sa.String(20), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit_entry"),
    )
    op.create_index("ix_audit_entry_done_at", "audit_entry", ["done_at"])
    for statement in ON_SQLITE if op.get_bind().dialect.name == "sqlite" else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    """Remove them."""
    op.drop_table("audit_entry")
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION audit_entry_stays()")
    op.drop_table("set_up")
    op.drop_table("one_time_pass")
    op.drop_table("recovery_code")
    op.drop_index("ix_account_role", "account")
    with op.batch_alter_table("account") as batch:
        for name in ACCOUNT_COLUMNS:
            batch.drop_column(name)
