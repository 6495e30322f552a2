"""What is taught: a folder of Markdown becomes frozen courses, or a list of problems with their lines."""
