"""A client's own pages, a file per topic."""

from . import own

__all__ = ["own"]
