"""The daily check-in: our own words, not a validated scale, no total.

Version 2 puts one question before the nine of version 1: `feeling`, "How am I right now?". Its
answers are kinds, not steps. None of them is better than another, so they are never summed or drawn
as a line; the group brief shows the word itself. Version 2 also takes the coding note out of
`meds`, whose answers now carry their own labels, and gives the 0-5 steps words.

Source: ux.md 1.1 C2 and 2 B1 for the first question; instruments.json iop-daily-checkin for the
others.
"""

from __future__ import annotations

from openiop.domain.text import _
from openiop.domain.words import Level

from .instrument import Critical, Instrument, Item, Licence, Method, Option, Range

_FEELINGS = (
    Option(1, _("Calm")),
    Option(2, _("Okay")),
    Option(3, _("Low or numb")),
    Option(4, _("Tense or on edge")),
    Option(5, _("A lot at once")),
)

_STRENGTHS = (
    Option(0, _("None")),
    Option(1, _("Very mild")),
    Option(2, _("Mild")),
    Option(3, _("Medium")),
    Option(4, _("Strong")),
    Option(5, _("Very strong")),
)

_AMOUNTS = (
    Option(0, _("Not at all")),
    Option(1, _("A little")),
    Option(2, _("Some")),
    Option(3, _("Quite a bit")),
    Option(4, _("A lot")),
    Option(5, _("As much as I could")),
)

_NO_YES = (Option(0, _("No")), Option(1, _("Yes")))

DAILY_CHECKIN = Instrument(
    id="iop-daily-checkin",
    version="2",
    title=_("IOP daily check-in (program-authored, not a validated scale)"),
    short_title=_("Daily check-in"),
    construct="daily state, urges, skills (diary-card style)",
    respondent="self",
    window=_("since last check-in"),
    instructions=_("Skip anything you do not want to answer today."),
    items=(
        Item("feeling", _("How am I right now?"), options=_FEELINGS, categorical=True),
        Item(
            "mood",
            _("Overall, how distressing were your emotions today?"),
            range=Range(0, 10, _("0 not at all"), _("10 as much as could be")),
        ),
        Item(
            "si_urge",
            _("How strong was any urge to end your life?"),
            options=_STRENGTHS,
            critical=Critical(
                ">=",
                1,
                _("An urge to end her life: a clinician speaks with her before she leaves"),
                Level.HIGH,
            ),
            safety_question=True,
        ),
        Item(
            "sh_urge",
            _("How strong was any urge to hurt yourself?"),
            options=_STRENGTHS,
            critical=Critical(
                ">=",
                3,
                _("A strong urge to hurt herself: skills coach or clinician today"),
                Level.MODERATE,
            ),
            safety_question=True,
        ),
        Item(
            "sh_act",
            _("Did you hurt yourself on purpose since your last check-in?"),
            options=_NO_YES,
            critical=Critical(
                "==", 1, _("She hurt herself: assessment by a clinician today"), Level.HIGH
            ),
            safety_question=True,
        ),
        Item(
            "use_urge",
            _("How strong was any urge to drink or use drugs?"),
            options=_STRENGTHS,
        ),
        Item(
            "safe_home",
            _("Do you feel safe where you are staying?"),
            options=_NO_YES,
            critical=Critical(
                "==",
                0,
                _(
                    "She does not feel safe where she is staying: a private talk today; "
                    "no messages to her home"
                ),
                Level.HIGH,
            ),
            safety_question=True,
        ),
        Item(
            "sleep_hours",
            _("About how many hours did you sleep last night?"),
            range=Range(0, 24),
        ),
        Item(
            "meds",
            _("Did you take your medication as planned?"),
            options=_NO_YES,
            hint=_("Skip this if you have none."),
        ),
        Item(
            "skills",
            _("How much did you use your coping skills today?"),
            options=_AMOUNTS,
        ),
    ),
    method=Method.NONE,
    minutes=1,
    licence=Licence(
        tier="own",
        ship_text=True,
        notice="Written for this project (replaces the copyrighted Linehan diary card)",
    ),
    source_of_wording="written for this project",
    schedule=("each program day",),
)
