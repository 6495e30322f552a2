"""What is remembered: tables, the engine, and the one path along which the schema changes."""
