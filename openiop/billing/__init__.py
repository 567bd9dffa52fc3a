"""The money side as staff work it: policies, worksheets, authorizations and what was used."""
