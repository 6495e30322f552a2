"""The tests, sorted like the program."""
