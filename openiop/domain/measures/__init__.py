"""Questionnaires: their wording, how they are scored, what a change means, when one is due.

One file per instrument; `registry` lists them; `scoring`, `change` and `due` hold the rules.
"""
