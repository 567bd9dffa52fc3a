"""How outcomes are said and drawn."""

from .pictures import Picture
from .recount import recount_view
from .report import report_view
from .rows import base_query, rows_view

__all__ = ["Picture", "base_query", "recount_view", "report_view", "rows_view"]
