"""Questions of readiness, a file per topic."""

from . import agenda, barriers, numbers, picture, record, sources, taper
from .picture import standing
from .taper import taper_of

__all__ = [
    "agenda",
    "barriers",
    "numbers",
    "picture",
    "record",
    "sources",
    "standing",
    "taper",
    "taper_of",
]
