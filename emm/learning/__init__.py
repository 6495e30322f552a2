"""Where courses and learners meet: answering, progress, and the pages' contents as plain frozen values."""
