"""Alembic's folder: one path of schema changes for SQLite and PostgreSQL."""
