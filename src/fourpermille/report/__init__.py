"""Reports of a run: given results, they choose words, tables and figures, and compute no science.

``write_report`` writes the documents, ``summarise`` the headline figures, ``tables`` the flat
tables.
"""

from fourpermille.report.summary import summarise
from fourpermille.report.write import write_report

__all__ = ["summarise", "write_report"]
