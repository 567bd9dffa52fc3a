"""Escalating alerts, as a duty of the background job."""

from __future__ import annotations


def escalate_due_alerts() -> None:
    """Take every escalation step that is due."""
