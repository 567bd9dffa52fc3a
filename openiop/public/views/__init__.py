"""Pages without an account, and the few that staff and partners have for them."""

from . import everywhere

__all__ = ["everywhere"]
