"""Signed certificates: made as Open Badges 3.0, and checked without asking anybody."""
