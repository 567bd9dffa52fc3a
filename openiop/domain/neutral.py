"""Words that may leave the house: nothing that tells a bystander where she goes or why."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from .decision import Decision, Reason
from .text import _


@dataclass(frozen=True)
class NeutralRules:
    """Beginnings of words and whole phrases that must not leave the house, accents left out.

    Source: domain.md 4.7 R-DV-03 names the first three; the rest is a [product default].
    """

    id: str = "openiop-neutral-words/1"
    beginnings: tuple[str, ...] = (
        # English
        *("therap", "psych", "mental", "counsel", "clinic", "treatment", "patient", "program"),
        *("health", "trauma", "depress", "anxiety", "suicid", "medic"),
        *("prescri", "diagnos", "symptom", "recover", "rehab", "crisis", "hospital", "intake"),
        *("discharge", "abus", "violen", "shelter", "addict", "outpatient", "session", "doctor"),
        # Spanish
        *("terap", "psic", "psiq", "sicolog", "siquiatr", "salud", "consejer", "tratamiento"),
        *("paciente", "ansiedad", "depres", "suicid", "sintoma", "recuper", "rehabilit"),
        *("violencia", "refugio", "adicc", "ambulator", "sesion", "receta", "maltrat"),
    )
    words: tuple[str, ...] = (
        *("group", "groups", "care team", "iop", "php", "ptsd", "dbt", "cbt", "emdr"),
        *("phq", "gad", "988", "safety plan", "grupo", "grupos", "plan de seguridad"),
        *("equipo de cuidado",),
    )


NEUTRAL_RULES = NeutralRules()


def neutral_words(
    text: str, program_names: Sequence[str] = (), rules: NeutralRules = NEUTRAL_RULES
) -> Decision:
    """Text that leaves the house names no program and nothing about health, in either language.

    Why: reminders, subject lines and envelopes are read by whoever lives with her.
    Source: domain.md 4.7 R-DV-03.
    """
    spoken = _parts(text)
    phrases = [_parts(phrase) for phrase in (*rules.words, *program_names)]
    found = [part for part in spoken if part.startswith(rules.beginnings)]
    found += [" ".join(phrase) for phrase in phrases if phrase and _holds(spoken, phrase)]
    if not found:
        return Decision()
    words = ", ".join(dict.fromkeys(found))
    reason = _("Please say it without these words: {words}. Somebody else may read it.")
    return Decision.refused(Reason("not_neutral", reason, params={"words": words}))


def _parts(text: str) -> tuple[str, ...]:
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFKD", text).casefold()
        if not unicodedata.combining(letter)
    )
    return tuple("".join(c if c.isalnum() else " " for c in plain).split())


def _holds(spoken: tuple[str, ...], phrase: tuple[str, ...]) -> bool:
    starts = range(len(spoken) - len(phrase) + 1)
    return any(spoken[n : n + len(phrase)] == phrase for n in starts)
