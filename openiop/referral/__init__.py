"""Requests for help, before a woman is a client."""
