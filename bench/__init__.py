"""Measurements: statements, times and memory of the main pages. Never part of a pass or fail."""
