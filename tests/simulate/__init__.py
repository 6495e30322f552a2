"""The simulated learners themselves: on small numbers."""
