"""Answering what needs a person: alerts with an owner and a clock, private checks, safety plans."""

from . import answering, checks, imported, incidents, opening, plans, risk, setting, steps

__all__ = [
    "answering",
    "checks",
    "imported",
    "incidents",
    "opening",
    "plans",
    "risk",
    "setting",
    "steps",
]
