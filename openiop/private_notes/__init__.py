"""Psychotherapy notes: apart from the chart, with a key of their own, read by their author alone.

Nothing else imports this package, and it announces nothing.
"""
