"""Leaving: how a stay may end, what holds her afterwards, visits, the summary, the door back."""
