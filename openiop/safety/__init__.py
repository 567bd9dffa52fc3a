"""Alerts that always have an owner, private checks, and safety plans."""
