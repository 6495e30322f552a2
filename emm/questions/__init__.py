"""Questions: a contract, and one folder for each kind that keeps it."""
