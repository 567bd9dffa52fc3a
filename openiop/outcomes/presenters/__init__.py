"""How outcomes are said and drawn."""

from . import pictures, recount, report, rows, wording

__all__ = ["pictures", "recount", "report", "rows", "wording"]
