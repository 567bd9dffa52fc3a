"""Pages without an account, and the few that staff and partners have for them."""

from . import everywhere, hello, pages, partners, texts, way_in

__all__ = ["everywhere", "hello", "pages", "partners", "texts", "way_in"]
