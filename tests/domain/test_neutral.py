from __future__ import annotations

import pytest

from openiop.domain.neutral import neutral_words


@pytest.mark.parametrize(
    "text",
    [
        "You have a reminder.",
        "Please call us back when it suits you.",
        "Your Thursday time moved to 10:00.",
        "Por favor, llámenos cuando pueda.",
        "Tiene un recordatorio.",
        "Grape harvest",
        "",
    ],
)
def test_neutral_text_may_leave(text: str) -> None:
    assert neutral_words(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Your therapist called", "therapist"),
        ("Group starts at 9", "group"),
        ("MENTAL HEALTH appointment", "mental, health"),
        ("Morning IOP: see you", "iop"),
        ("the program is closed", "program"),
        ("Su terapia es mañana", "terapia"),
        ("salud emocional", "salud"),
        ("Clínica", "clinica"),
        ("bring your safety-plan", "safety plan"),
        ("your PHQ-9 is due", "phq"),
        ("psychiatry, psychology", "psychiatry, psychology"),
    ],
)
def test_words_that_tell_are_refused_by_name(text: str, found: str) -> None:
    (reason,) = neutral_words(text)

    assert reason.code == "not_neutral"
    assert reason.params == {"words": found}


def test_the_site_s_own_name_is_refused() -> None:
    assert neutral_words("See you at Willow House")
    assert not neutral_words("See you at willow house!", program_names=["Willow House", ""])
