"""The benchmark: how the site does beside a bare Flask application on the same machine at the same time."""
