"""What the demo's staff and clients wrote: put together by lot, so that no two notes are alike."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from openiop.domain.care.guards import Written, is_alike

_WHEN = (
    "At first",
    "Halfway through",
    "Near the end",
    "When it was her turn",
    "After the exercise",
    "While others spoke",
    "Before the break",
    "In the pair work",
    "Right from the start",
    "After a pause",
)
_DID = (
    "she said what she noticed in her body",
    "she asked how long the feeling would last",
    "she tried it twice and compared",
    "she told the group what gets in the way at home",
    "she found her own word for it",
    "she kept her feet on the floor and stayed",
    "she laughed at how simple it sounded, then tried it",
    "she linked it to the drive here this morning",
    "she said she had used it with her son",
    "she disagreed and said why",
    "she wrote it on her card",
    "she asked a quieter member in",
)
_THEN = (
    "and left with one thing to try tonight.",
    "and her voice was steadier than on the last day.",
    "and chose to pass on the second round.",
    "and wants to talk about it in her own session.",
    "and looked tired but present.",
    "and said it felt a little less far away.",
    "and asked for the handout.",
    "and named who could remind her.",
    "and noticed the urge to leave, and stayed.",
    "and thanked the woman next to her.",
)
_HER_WORDS = (
    "It goes up and then it goes down. I did not know that.",
    "My hands were warm again.",
    "I can do that in the car.",
    "I hate this and it helps.",
    "I heard myself say no.",
    "It was quieter for a minute.",
    "I want my evenings back.",
    "",
    "",
    "",
    "",
    "",
)
_HAPPENED = (
    "Looked at the week and what went well",
    "Walked through a hard evening step by step",
    "Practiced the skill from group on her own example",
    "Talked about work and rest",
    "Made room for grief; no detail asked for",
    "Reviewed the safety plan line by line",
)
_MEANING = (
    "She sees the pattern earlier than before",
    "Avoidance is smaller than two weeks ago",
    "Sleep is still the weakest point",
    "Shame is close; pace stays slow",
    "Skills carry over to home on most days",
)
_NEXT = (
    "One evening with the phone in the kitchen.",
    "Tries the request with her sister by phone.",
    "Writes the early signs on a card.",
    "Keeps the morning routine four days of seven.",
    "Calls the day care about Thursdays.",
)
_HEARD = (
    "We found you the small room for ten minutes.",
    "Tamsin will sit with you after group.",
    "You can keep your coat on and sit by the door.",
    "We called about the bus pass together.",
    "We talked for a while in the hall. Thank you for asking.",
)


def own_sentence(lots: Random) -> str:
    """One sentence about one woman in one group."""
    return f"{lots.choice(_WHEN)} {lots.choice(_DID)} {lots.choice(_THEN)}"


FAR_APART = 0.6


def unlike(sentence: str, taken: Sequence[str], turn: int) -> str:
    """The sentence, or the next one, by turns, that is like none of those taken."""
    every = (
        f"{_WHEN[n % 10]} {_DID[n // 10 % len(_DID)]} {_THEN[(n // 120 + n) % 10]}"
        for n in range(turn, turn + 120)
    )
    for each in (sentence, *every):
        if not any(is_alike(Written(each), Written(other), FAR_APART) for other in taken):
            return each
    return sentence


def her_words(lots: Random) -> str:
    """Something she said, or nothing."""
    return lots.choice(_HER_WORDS)


def individual(lots: Random) -> dict[str, str]:
    """The three parts of an individual session."""
    return {
        "happened": f"{lots.choice(_HAPPENED)}.",
        "assessment": f"{lots.choice(_MEANING)}.",
        "next_step": lots.choice(_NEXT),
    }


def heard(lots: Random) -> str:
    """What was done about what she asked for."""
    return lots.choice(_HEARD)
