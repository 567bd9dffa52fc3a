"""The skills of the program, in our own words, by domain; a program may call them otherwise."""

from __future__ import annotations

from dataclasses import dataclass

from openiop.domain.text import _
from openiop.domain.words import Word


class SkillDomain(Word):
    """What a skill is for.

    Source: issue, Skills; domain.md 6.2.
    """

    GROUNDING = "grounding", _("Grounding")
    MINDFULNESS = "mindfulness", _("Mindfulness")
    DISTRESS = "distress", _("Getting through hard moments")
    EMOTION = "emotion", _("Working with feelings")
    THINKING = "thinking", _("Working with thoughts")
    ACTIVATION = "activation", _("Doing what matters")
    RELATIONS = "relations", _("With other people")
    BOUNDARIES = "boundaries", _("Boundaries")


@dataclass(frozen=True)
class Skill:
    """One skill: what it is, when it helps, and its steps, short enough for a phone."""

    id: str
    domain: SkillDomain
    name: str
    what: str
    when: str
    steps: tuple[str, ...]
    also: tuple[str, ...] = ()
    """Other names it goes by in a unit or a note, in lower case."""


_G, _M, _D, _E = (
    SkillDomain.GROUNDING,
    SkillDomain.MINDFULNESS,
    SkillDomain.DISTRESS,
    SkillDomain.EMOTION,
)
_T, _A, _R, _B = (
    SkillDomain.THINKING,
    SkillDomain.ACTIVATION,
    SkillDomain.RELATIONS,
    SkillDomain.BOUNDARIES,
)

CATALOG: tuple[Skill, ...] = (
    Skill(
        "five-senses",
        _G,
        _("Grounding with the senses"),
        _("Coming back to where you are by noticing what is around you."),
        _("When a memory or a wave of fear pulls you away from now."),
        (
            _("Put both feet on the floor."),
            _("Name five things you see and four you can touch."),
            _("Name three sounds, two smells, one taste."),
            _("Say where you are and what day it is."),
        ),
        ("grounding", "grounding with the five senses", "five senses"),
    ),
    Skill(
        "anchor-object",
        _G,
        _("Holding an anchor"),
        _("Keeping a small thing at hand that tells your body: I am here, this is now."),
        _("On the bus, in a waiting room, at night."),
        (
            _("Choose something small with a clear feel."),
            _("Hold it. Notice its edges, weight and warmth."),
            _("Tell yourself: this is today. I am here."),
        ),
        ("anchor", "anchor object"),
    ),
    Skill(
        "noticing",
        _M,
        _("Mindful noticing"),
        _("Watching a thought or feeling come and go without following it."),
        _("When your mind runs ahead or goes in circles."),
        (
            _("Leave your eyes open if you like."),
            _("Notice one thought. Say: there is a thought."),
            _("Let it pass like a leaf on a river."),
            _("Come back to your breath or your feet."),
        ),
        ("noticing without judging", "mindful noticing", "mindfulness"),
    ),
    Skill(
        "one-thing",
        _M,
        _("One thing at a time"),
        _("Doing one small task with your whole attention."),
        _("When everything feels like too much at once."),
        (
            _("Pick one thing, such as washing a cup."),
            _("Do only that, slowly."),
            _("When your mind leaves, bring it back kindly."),
        ),
        ("one thing in the moment", "one thing at a time"),
    ),
    Skill(
        "slow-body",
        _D,
        _("Slowing the body down"),
        _("Using cold, breath and muscles to bring a racing body down."),
        _("When the feeling is very strong and thinking does not help."),
        (
            _("Cool your face or hands with water, if that is safe for you."),
            _("Breathe out longer than you breathe in, ten times."),
            _("Tighten your muscles, then let them go."),
        ),
        ("slowing the body", "slowing the body down", "slow breathing"),
    ),
    Skill(
        "ride-urge",
        _D,
        _("Riding out an urge"),
        _("Staying with an urge while it rises, peaks and falls, without acting on it."),
        _("When you want to do something that you would regret."),
        (
            _("Name the urge and how strong it is, 0 to 10."),
            _("Set ten minutes. You only have to get through these."),
            _("Do one thing with your hands."),
            _("Look again: how strong is it now?"),
        ),
        ("urge surfing", "riding an urge"),
    ),
    Skill(
        "soothe",
        _D,
        _("Self-soothing"),
        _("Being kind to each of your senses on purpose."),
        _("On hard evenings, and after a hard group."),
        (
            _("Choose something nice to see, hear, smell, taste or touch."),
            _("Stay with it for a few minutes."),
            _("You do not have to earn it."),
        ),
        ("soothing with what is at hand", "self soothing"),
    ),
    Skill(
        "take-break",
        _D,
        _("Taking a short break"),
        _("Stepping out of a hard moment for a while, and coming back."),
        _("When a talk or a place gets too heated."),
        (
            _("Say: I need a few minutes. I will come back."),
            _("Go somewhere calmer."),
            _("Come back when you said, or say that you need longer."),
        ),
        ("time out", "getting through a wave"),
    ),
    Skill(
        "name-feeling",
        _E,
        _("Naming the feeling"),
        _("Finding a word for what you feel and where you feel it."),
        _("When you feel bad and do not know why."),
        (
            _("Where in your body do you notice it?"),
            _("Which word fits best? Two words are fine."),
            _("What does this feeling want to tell you?"),
        ),
        ("naming feelings", "feelings and what they want", "working with a feeling"),
    ),
    Skill(
        "opposite",
        _E,
        _("Opposite action"),
        _("Doing the opposite of what a feeling urges, when acting on it would make things worse."),
        _("When fear says hide, shame says vanish, or anger says strike."),
        (
            _("Name the feeling and what it wants you to do."),
            _("Ask: does it fit the facts? Would it help?"),
            _("If not, do the opposite, all the way, with your body too."),
        ),
        ("doing the opposite", "acting opposite"),
    ),
    Skill(
        "steady-day",
        _E,
        _("Steady day"),
        _("Caring for sleep, food and movement so that feelings hit less hard."),
        _("Every day, most of all when you do not feel like it."),
        (
            _("Eat something at regular times."),
            _("Move for ten minutes."),
            _("Go to bed and get up at about the same time."),
        ),
        ("building a steady day", "steady day", "sleep after hard times"),
    ),
    Skill(
        "check-facts",
        _T,
        _("Checking the facts"),
        _("Telling apart what happened and what your mind made of it."),
        _("When you feel sure of the worst."),
        (
            _("What happened? Only what a camera would see."),
            _("What did I tell myself about it?"),
            _("What else could fit?"),
            _("How do I feel now, 0 to 10?"),
        ),
        ("checking facts", "check the facts"),
    ),
    Skill(
        "kinder-voice",
        _T,
        _("A kinder voice"),
        _("Answering harsh self-talk the way you would answer a friend."),
        _("When you call yourself names."),
        (
            _("Write down the harsh sentence."),
            _("What would you say to a friend?"),
            _("Say that to yourself, even if it feels odd."),
        ),
        ("kind and unkind self-talk", "kinder sentence"),
    ),
    Skill(
        "small-step",
        _A,
        _("One small step"),
        _("Doing a small piece of something that matters, before you feel ready."),
        _("When you are low, numb, or have put things off."),
        (
            _("Pick something that matters to you."),
            _("Make it so small that it takes five minutes."),
            _("Do it. Then notice: what changed a little?"),
        ),
        ("activation", "behavioral activation", "one small step"),
    ),
    Skill(
        "gentle-approach",
        _A,
        _("Going toward what I avoid"),
        _("Coming closer, in small steps, to something safe that fear made you avoid."),
        _("When your world has become smaller. Plan it with your therapist first."),
        (
            _("Write five steps from easiest to hardest."),
            _("Start with the easiest. Stay until it eases a little."),
            _("Do it again before you take the next one."),
        ),
        ("how avoidance keeps fear alive", "approach", "graded exposure"),
    ),
    Skill(
        "ask",
        _R,
        _("Asking clearly"),
        _("Saying what you need in plain words, one request at a time."),
        _("When you hope that somebody guesses."),
        (
            _("Say what happened, without blame."),
            _("Say how it is for you."),
            _("Ask for one thing."),
            _("Say thank you, or take the no."),
        ),
        ("asking for what i need", "making a request", "asking or saying no"),
    ),
    Skill(
        "trust-slowly",
        _R,
        _("Trust, a little at a time"),
        _("Choosing with whom you share how much, and watching what they do with it."),
        _("When you want to be close and feel afraid of it."),
        (
            _("Pick one person and one small thing to share."),
            _("See how it is received."),
            _("Share more, or step back. Both are fine."),
        ),
        ("trust",),
    ),
    Skill(
        "limit",
        _B,
        _("Setting a limit"),
        _("Saying no, or so far and no further, and keeping it."),
        _("When you say yes and feel no. Where it is not safe to say no, ask us first."),
        (
            _("Notice in your body that it is too much."),
            _("Say it short: That does not work for me."),
            _("You need not explain. Say it again if asked again."),
        ),
        ("saying no and keeping it", "a boundary", "boundary", "limit"),
    ),
    Skill(
        "own-needs",
        _B,
        _("Asking myself first"),
        _("Pausing before you answer, to find out what you want."),
        _("When your yes comes faster than you can think."),
        (
            _("Say: I will tell you later."),
            _("Ask yourself: do I want this? Can I?"),
            _("Answer when you know."),
        ),
        ("asking myself first", "boundaries in families"),
    ),
)

_BY_ID = {skill.id: skill for skill in CATALOG}
_BY_NAME = {
    name: skill for skill in CATALOG for name in (skill.id, skill.name.lower(), *skill.also)
}


def skill_of(skill_id: str) -> Skill | None:
    """The skill with this id, or none.

    Source: issue, Skills.
    """
    return _BY_ID.get(skill_id)


def skill_named(words: str) -> Skill | None:
    """The skill a unit of the curriculum or a note names, whatever it is called there.

    Only a whole name counts; a word that merely looks alike is nobody's evidence.
    Source: issue, Skills: taught in group from attendance and curriculum.
    """
    return _BY_NAME.get(" ".join(words.lower().split()).rstrip("."))


def by_domain(
    skills: tuple[Skill, ...] = CATALOG,
) -> tuple[tuple[SkillDomain, tuple[Skill, ...]], ...]:
    """The skills under the heading of what they are for.

    Source: issue, Skills: catalogue by domain.
    """
    return tuple(
        (domain, found)
        for domain in SkillDomain
        if (found := tuple(skill for skill in skills if skill.domain is domain))
    )
