"""The demo's curriculum: titles and outlines in our own words."""

from __future__ import annotations

from openiop.domain.words import SessionKind

Unit = tuple[str, str, tuple[str, ...], str]

SKILLS: tuple[Unit, ...] = (
    (
        "Grounding with the five senses",
        "Coming back to the room when feelings run high.",
        ("Taught grounding with the senses", "Practiced together"),
        "Grounding",
    ),
    (
        "Noticing without judging",
        "Watching a thought pass, as if from the bank of a river.",
        ("Taught mindful noticing", "Short practice with eyes open"),
        "Mindful noticing",
    ),
    (
        "Slowing the body down",
        "Cold water, long breath out, muscles tight and loose.",
        ("Taught ways to lower arousal", "Tried each one"),
        "Slowing the body",
    ),
    (
        "Riding out an urge",
        "An urge rises, peaks and falls; staying on the board.",
        ("Taught riding out an urge", "Wrote a plan for one urge"),
        "Riding out an urge",
    ),
    (
        "Checking the facts",
        "What happened, what I told myself about it, what else fits.",
        ("Taught checking the facts", "Worked through an everyday example"),
        "Checking the facts",
    ),
    (
        "Doing the opposite",
        "When a feeling does not fit the facts, or acting on it makes it worse.",
        ("Taught acting opposite to the urge", "Chose one small step"),
        "Opposite action",
    ),
    (
        "Asking for what I need",
        "Plain words, one request, and staying kind.",
        ("Taught making a request", "Rehearsed in pairs"),
        "Asking clearly",
    ),
    (
        "Saying no and keeping it",
        "A limit is information, not a fight.",
        ("Taught setting a limit", "Rehearsed in pairs"),
        "Setting a limit",
    ),
    (
        "Building a steady day",
        "Sleep, food, movement, and one thing that matters.",
        ("Taught caring for the body to steady feelings", "Planned tomorrow"),
        "Steady day",
    ),
    (
        "Soothing with what is at hand",
        "A small kit for hard evenings.",
        ("Taught self-soothing", "Put together a kit"),
        "Self-soothing",
    ),
)

PSYCHOEDUCATION: tuple[Unit, ...] = (
    (
        "What stress does to the body",
        "Fight, flight, freeze and please: why each makes sense.",
        ("Explained the stress response", "Drew own early signs"),
        "",
    ),
    (
        "The window of tolerance",
        "Too much, too little, and the space between.",
        ("Explained the window of tolerance", "Found own ways back"),
        "",
    ),
    (
        "Sleep after hard times",
        "Why nights are harder, and what helps.",
        ("Explained sleep and trauma", "Chose one change for the night"),
        "",
    ),
    (
        "How avoidance keeps fear alive",
        "Relief now, a smaller life later.",
        ("Explained avoidance", "Named one small approach"),
        "",
    ),
    (
        "Feelings and what they want",
        "Every feeling points somewhere.",
        ("Explained what feelings are for", "Matched feelings and needs"),
        "",
    ),
    (
        "Boundaries in families",
        "Near and far, open and closed.",
        ("Explained kinds of boundaries", "Looked at own doors"),
        "",
    ),
    (
        "Kind and unkind self-talk",
        "Whose voice is it, and what would a friend say?",
        ("Explained self-criticism", "Wrote a kinder sentence"),
        "",
    ),
    (
        "Signs that it is getting harder again",
        "Early signs, and who to tell.",
        ("Explained early warning signs", "Started own list"),
        "",
    ),
)

PROCESS: tuple[Unit, ...] = (
    (
        "Arriving in the group",
        "What I bring today, what I leave at the door.",
        ("Guided sharing round", "Held time and safety"),
        "",
    ),
    (
        "Trust, a little at a time",
        "With whom, with what, how much.",
        ("Guided sharing", "Reflected themes between members"),
        "",
    ),
    (
        "Anger that was not allowed",
        "Where it went instead.",
        ("Guided sharing", "Grounded the group when feelings rose"),
        "",
    ),
    (
        "Shame and being seen",
        "Saying one thing out loud.",
        ("Guided sharing", "Invited feedback from peers"),
        "",
    ),
    (
        "What I have lost, what stayed",
        "Room for grief.",
        ("Guided sharing", "Closed with a grounding exercise"),
        "",
    ),
    (
        "Being with others and staying me",
        "Closeness without disappearing.",
        ("Guided sharing", "Reflected patterns between members"),
        "",
    ),
)

COURSES: dict[SessionKind, tuple[Unit, ...]] = {
    SessionKind.SKILLS: SKILLS,
    SessionKind.PSYCHOEDUCATION: PSYCHOEDUCATION,
    SessionKind.PROCESS: PROCESS,
}
