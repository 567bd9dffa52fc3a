"""The command line's own words: what is wrong with an option is one sentence, never the usage."""

from __future__ import annotations

import argparse
import math
import re
import sys
from typing import NoReturn

CANNOT_USE = 2
"""Exit code when the command line cannot be used."""

_OF_ONE = re.compile(r"argument (?P<name>[^:]+): (?P<fault>.*)", re.DOTALL)
_CHOICE = re.compile(r"invalid choice: (?P<given>.*?) \(choose from (?P<known>.*)\)", re.DOTALL)


class Options(argparse.ArgumentParser):
    """A parser that says in a sentence which option is wrong and what it wants."""

    def error(self, message: str) -> NoReturn:
        """Say it and stop; what argparse would print besides helps nobody who mistyped a word."""
        print(f"{self.prog}: {in_a_sentence(message)}", file=sys.stderr)
        raise SystemExit(CANNOT_USE)


def in_a_sentence(message: str) -> str:
    """What argparse found, in words for somebody who does not program."""
    one = _OF_ONE.fullmatch(message)
    if one is not None:
        return f"{_name(one['name'])} {_wanted(one['fault'])}."
    head, _colon, rest = message.partition(": ")
    if head.startswith("the following arguments are required"):
        return f"This is missing: {', '.join(_name(each) for each in rest.split(', '))}."
    if head == "unrecognized arguments":
        return f"There is no such option or file here: {rest}."
    return f"{message[:1].upper()}{message[1:]}."


def _name(of: str) -> str:
    """The name a person types: the long one of -o/--output."""
    return of.rpartition("/")[2]


def _wanted(fault: str) -> str:
    choice = _CHOICE.fullmatch(fault)
    if choice is not None:
        known = choice["known"].replace("'", "")
        return f"wants one of these: {known}; {choice['given']} is none of them"
    if fault.startswith("expected"):
        count = next((word for word in fault.split() if word.isdigit()), "one")
        return f"wants {count} value{'' if count == 'one' else 's'} after it"
    return fault


def number(text: str) -> float:
    """A finite number as typed; a decimal comma is told apart from a mistyped word."""
    try:
        found = float(text)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise argparse.ArgumentTypeError(f"wants a number, such as 7.5; {text!r} is none")
    return found
