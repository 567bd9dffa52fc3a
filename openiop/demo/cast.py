"""The people of the demo. All are invented; their last names are words that no one bears."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.privacy import Role

MON, WED, THU = 0, 2, 3
PROGRAM_WEEKDAYS = (MON, WED, THU)


@dataclass(frozen=True)
class Worker:
    """Somebody who works in the demo program."""

    key: str
    name: str
    roles: tuple[Role, ...]
    credentials: str = ""


STAFF = (
    Worker("front_desk", "Frida Bellwether", (Role.FRONT_DESK,)),
    Worker("facilitator", "Fern Cloudberry", (Role.FACILITATOR,), "LPC"),
    Worker("therapist", "Tamsin Oakmeadow", (Role.THERAPIST,), "LCSW"),
    Worker("therapist_2", "Petra Fernhollow", (Role.THERAPIST,), "LMFT"),
    Worker("trainee", "Tilda Marshwren", (Role.THERAPIST,), "MSW"),
    Worker("prescriber", "Quinn Saltmeadow", (Role.PRESCRIBER,), "PMHNP"),
    Worker("intake", "Ida Marlowgate", (Role.INTAKE,)),
    Worker("clinical_lead", "Cora Lindenlight", (Role.CLINICAL_LEAD,), "LCSW-S"),
    Worker("billing", "Bryn Ledgerfield", (Role.BILLING,)),
    Worker("peer", "Pia Thistlebridge", (Role.FACILITATOR,), "CPS"),
    Worker("auditor", "Agnes Ledgermere", (Role.PRIVACY_OFFICER,)),
    Worker("director", "Dana Harborwell", (Role.DIRECTOR, Role.PRIVACY_OFFICER), "PsyD"),
)


@dataclass(frozen=True)
class Woman:
    """A client of the demo: when her stay runs, and how it goes for her.

    `start` and `end` count program days relative to today (0); `end` None: she is in the program.
    `course` is how her scores move: better, slowly, level, harder, wavering.
    """

    name: str
    last_name: str
    start: int
    end: int | None
    course: str
    phq: int
    gad: int
    goal: str
    our_goal: str
    weekdays: tuple[int, ...] = PROGRAM_WEEKDAYS
    taper_from: int | None = None
    taper_days: tuple[int, ...] = (MON, THU)
    """Program day from which she comes on Mondays and Thursdays only."""
    leaves: int | None = None
    """Program day that is planned to be her last."""
    pronouns: str = ""
    language: str = "en"
    remote: bool = False
    contact: str = "any"
    """any, text_only, no_voicemail, not_asked, shared_device."""
    payer: str = "commercial-9h"


CAST = (
    Woman(
        "Mara",
        "Brightwater",
        -17,
        None,
        "better",
        18,
        15,
        "Sleep through, and get the kids to school without shaking.",
        "Regulate arousal in the morning; two skills before leaving the house.",
        leaves=3,
    ),
    Woman(
        "Ana",
        "Dewfield",
        -14,
        None,
        "turned",
        16,
        17,
        "Say no to my sister without feeling sick for days.",
        "Interpersonal effectiveness: name a limit and keep it.",
        taper_from=-5,
        taper_days=(MON, WED),
        contact="text_only",
        language="es",
    ),
    Woman(
        "Noor",
        "Emberlake",
        -12,
        None,
        "wavering",
        19,
        14,
        "Go to the store alone again.",
        "Graded exposure with grounding.",
        contact="no_voicemail",
        payer="tricare-iop",
    ),
    Woman(
        "Keisha",
        "Goldfinch",
        -11,
        None,
        "better",
        21,
        16,
        "Feel something other than tired.",
        "Behavioral activation: one valued activity a day.",
        contact="shared_device",
    ),
    Woman(
        "Talia",
        "Inkwell",
        -9,
        None,
        "harder",
        15,
        13,
        "Stop checking my phone all night.",
        "Distress tolerance at night; reduce checking.",
        pronouns="she/they",
    ),
    Woman(
        "Lucia",
        "Juniperry",
        -8,
        None,
        "slowly",
        17,
        18,
        "Trust my own judgment about people.",
        "Check the facts before acting on fear.",
        language="es",
        contact="text_only",
    ),
    Woman(
        "Imani",
        "Kestrelle",
        -6,
        None,
        "better",
        20,
        12,
        "Be in a room with my mother without leaving myself.",
        "Stay present in conflict: grounding and pausing.",
    ),
    Woman(
        "Yuki",
        "Larkmoor",
        -5,
        None,
        "level",
        14,
        15,
        "Do my shift without hiding in the storeroom.",
        "Ride out panic without leaving.",
        remote=True,
    ),
    Woman(
        "Elena",
        "Mossgrove",
        -3,
        None,
        "level",
        22,
        19,
        "Want to be here.",
        "Reasons for living; daily safety routine.",
        contact="not_asked",
    ),
    Woman(
        "Nadia",
        "Nettlebrook",
        0,
        None,
        "level",
        18,
        16,
        "Feel safe in my own body for an hour.",
        "Grounding and choice in groups.",
    ),
    Woman(
        "Leila",
        "Orchardlane",
        -16,
        None,
        "better",
        17,
        13,
        "Go back to work part time.",
        "Plan a graded return with rest.",
        taper_from=-4,
        leaves=1,
    ),
    Woman(
        "Tess",
        "Pebblewick",
        -15,
        None,
        "better",
        16,
        16,
        "Enjoy one evening a week with friends.",
        "Rebuild connection; values-led steps.",
        taper_from=-3,
        leaves=2,
        payer="medicare-iop",
    ),
    Woman(
        "Ingrid",
        "Quillfeather",
        -24,
        -10,
        "better",
        19,
        15,
        "Cry without being afraid of it.",
        "Emotion regulation.",
    ),
    Woman(
        "Bianca",
        "Rookhaven",
        -24,
        -12,
        "better",
        20,
        18,
        "Drive on the highway again.",
        "Graded exposure.",
    ),
    Woman(
        "Dalia",
        "Silverthaw",
        -24,
        -11,
        "slowly",
        17,
        14,
        "Be kinder to myself.",
        "Self-compassion practice.",
    ),
    Woman(
        "Freya",
        "Thistledown",
        -24,
        -13,
        "level",
        15,
        15,
        "Finish my training.",
        "Structure and pacing.",
    ),
    Woman(
        "Greta",
        "Umberfield",
        -24,
        -9,
        "better",
        18,
        12,
        "Cook for my family.",
        "Behavioral activation.",
    ),
    Woman(
        "Hana",
        "Violetmere",
        -23,
        -7,
        "better",
        21,
        17,
        "Sleep with the light off.",
        "Nightmare and sleep plan.",
    ),
    Woman(
        "Ilse",
        "Willowmere",
        -21,
        -6,
        "slowly",
        16,
        16,
        "Speak up in meetings.",
        "Interpersonal effectiveness.",
    ),
    Woman(
        "Jolene",
        "Yarrowdale",
        -21,
        -15,
        "wavering",
        19,
        19,
        "Find out if this is for me.",
        "Engagement and safety.",
    ),
    Woman(
        "Katya",
        "Zephyrine",
        -19,
        -4,
        "better",
        17,
        17,
        "Have a plan for bad days.",
        "Relapse plan.",
    ),
    Woman("Mina", "Alderwisp", 2, None, "level", 17, 15, "Start again.", "Orientation."),
    Woman(
        "Odette", "Bramblewood", 3, None, "level", 20, 18, "Get through the week.", "Orientation."
    ),
    Woman(
        "Sofia", "Cinderquay", 4, None, "level", 15, 14, "Breathe.", "Orientation.", language="es"
    ),
)
"""24 women: twelve in the program, ten of them on a Wednesday; nine finished, three to come."""

HER = "Mara"
"""The client who signs in."""
