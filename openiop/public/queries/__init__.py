"""What pages without an account show: who can be reached, the site's texts, requests begun."""

from . import pages, partners, reach, way_in

__all__ = ["pages", "partners", "reach", "way_in"]
