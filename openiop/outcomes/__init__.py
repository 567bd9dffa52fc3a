"""Leaving: what holds her afterwards, the first visits, the summary, and how a stay ends."""
