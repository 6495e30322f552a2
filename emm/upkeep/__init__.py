"""Keeps a site from losing anything: backups, the way back, and what is said when storage fails."""
