"""Questions of admission, a file per topic."""

from . import before, length, papers, seats, waiting

__all__ = ["before", "length", "papers", "seats", "waiting"]
