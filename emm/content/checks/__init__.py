"""Rules that look at more than one place of a course; one file a family."""
