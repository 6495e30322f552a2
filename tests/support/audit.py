"""The audit list refuses to be emptied; tests do it all the same, as the owner of the database could."""

from sqlalchemy import Connection, delete, text

from emm.store.audit import audit_entries

TRIGGERS = text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_entry'")


def empty_audit_list(connection: Connection) -> None:
    """Delete all entries, and leave the list guarded as before."""
    if connection.dialect.name == "sqlite":
        triggers = connection.execute(TRIGGERS).all()
        for name, _sql in triggers:
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(delete(audit_entries))
        for _name, sql in triggers:
            connection.execute(text(sql.replace(":", "\\:")))
    else:
        connection.execute(text("ALTER TABLE audit_entry DISABLE TRIGGER USER"))
        connection.execute(delete(audit_entries))
        connection.execute(text("ALTER TABLE audit_entry ENABLE TRIGGER USER"))
