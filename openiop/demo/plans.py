"""The demo's plans of care: told by actions, short, and different enough to look at."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from openiop.base import clock
from openiop.base.ids import new_id
from openiop.clients.models import Client
from openiop.curriculum.actions import attach_handout
from openiop.domain.care.plan import (
    Barrier,
    Intervention,
    Line,
    Objective,
    PlanBody,
    PlanKind,
    Problem,
    Signer,
    WishKind,
)
from openiop.domain.words import SessionKind
from openiop.plans import actions, queries
from openiop.plans.models import PlanVersion
from openiop.privacy.actor import Actor, system
from openiop.schedule.models import Unit

from .cast import Woman

STEP_WEEKS = 4
STAY_WEEKS = 8

PROBLEMS = (
    ("Low mood most days, with little interest in what used to matter.", "phq-9"),
    ("Worry and panic that keep her from places and people.", "gad-7"),
    ("Startles easily and sleeps badly since hard times.", "gad-7"),
)
STEPS = (
    ("Uses a grounding skill before leaving the house on four days a week.", "Grounding"),
    ("Says one clear no a week and writes down how it went.", "Setting a limit"),
    ("Does one planned thing a day that matters to her.", "Steady day"),
)
STRENGTHS = (
    "Comes although it is hard",
    "Has a friend she trusts",
    "Finds words for what she feels",
)
PREFERENCES = ("Sits near the door", "Likes to hear the plan for the hour first", "")
BARRIERS = (
    ("childcare", "Two children of school age", "The morning track ends before school does"),
    ("transport", "Two buses each way", "Bus pass from the office"),
    ("work", "Shifts change from week to week", "A neutral letter for her employer"),
)

NO_REVIEW = "Noor"
"""Her plan was not looked at again: the huddle says so."""
NEW_VERSION = "Mara"
"""Her plan was changed once; the second version waits for her name."""


def _body(number: int, starts_on: date, body: PlanBody, kind: PlanKind) -> PlanBody:
    goal = body.goals[0]
    problem, measure = PROBLEMS[number % len(PROBLEMS)]
    step, practice = STEPS[number % len(STEPS)]
    barrier, what, helps = BARRIERS[number % len(BARRIERS)]
    prefers = PREFERENCES[number % len(PREFERENCES)]
    about = Problem(str(new_id()), problem)
    return replace(
        body,
        kind=str(kind),
        problems=(about,),
        goals=(replace(goal, problems=(about.id,), measure=measure),),
        objectives=(
            Objective(
                str(new_id()),
                goal.id,
                step,
                "Her own log",
                (starts_on + timedelta(weeks=STEP_WEEKS)).isoformat(),
                practice,
            ),
        ),
        interventions=(
            Intervention(str(new_id()), "", "skills", "", 60, 3, STAY_WEEKS),
            Intervention(str(new_id()), "", "group", "", 60, 3, STAY_WEEKS),
            Intervention(str(new_id()), goal.id, "individual", "", 45, 1, STAY_WEEKS),
        ),
        strengths=(Line(str(new_id()), STRENGTHS[number % len(STRENGTHS)]),),
        preferences=(Line(str(new_id()), prefers),) if prefers else (),
        barriers=(Barrier(str(new_id()), barrier, what, helps),),
    )


def tell(
    woman: Woman, client: Client, number: int, starts_on: date, therapist: Actor, her: Actor
) -> None:
    """On her first day: the plan, signed by both; of who starts today it is still in writing."""
    body = _body(number, starts_on, queries.body_now(client.pk), PlanKind.FULL)
    if woman.start == 0:
        first = replace(body, kind=str(PlanKind.FIRST), objectives=())
        actions.write_plan(client=client, body=first, by=therapist)
        return
    plan = actions.write_plan(client=client, body=body, by=therapist)
    mark = _mark(plan)
    actions.sign_plan(plan=plan, seen=mark, by=therapist)
    actions.sign_own_plan(plan=plan, name=woman.name, seen=mark, by=her)
    if woman.payer == "medicare-iop":
        actions.enter_paper_signature(
            plan=plan, who=Signer.PHYSICIAN, name="Dr. Wintergreen", on=starts_on, by=therapist
        )


def _mark(plan: PlanVersion) -> str:
    return queries.mark_of(queries.text_of(plan, queries.body_of(plan)))


def look_again(woman: Woman, client: Client, therapist: Actor) -> None:
    """Every second week her therapist and she look at it, and it stands."""
    plan = queries.newest_signed(client.pk)
    if plan is not None and woman.name != NO_REVIEW:
        actions.review_plan(
            plan=plan, words="Read it together; goal and steps stand.", by=therapist
        )


def lately(woman: Woman, client: Client, therapist: Actor, her: Actor) -> None:
    """In the last days two women said something about their plans, and one plan was changed."""
    if woman.name == NEW_VERSION:
        body = queries.body_now(client.pk)
        step = replace(
            body.objectives[0],
            words="Walks the children to school three times a week.",
            by_on=(clock.today() + timedelta(weeks=1)).isoformat(),
        )
        plan = actions.write_plan(
            client=client, body=replace(body, objectives=(step,)), by=therapist
        )
        wish = actions.say_about_plan(
            client=client,
            kind=WishKind.CHANGE,
            words="I would like the walk to school to be a step.",
            by=her,
        )
        actions.sign_plan(plan=plan, seen=_mark(plan), by=therapist)
        actions.answer_wish(wish=wish, words="Yes. It is in your plan now.", by=therapist)
    if woman.name == "Keisha":
        actions.say_about_plan(
            client=client,
            kind=WishKind.COMMENT,
            words="Some days feel less tired. I noticed that.",
            by=her,
        )


def hand_out() -> None:
    """One handout of the site's own, for the first unit of skills."""
    unit = Unit.objects.filter(kind=SessionKind.SKILLS, number=1).first()
    if unit is not None:
        attach_handout(
            unit=unit,
            title="Five senses, one page",
            language="en",
            name="five senses.pdf",
            content=_page("Five I see. Four I hear. Three I touch. Two I smell. One I taste."),
            by=system(),
        )


def _page(words: str) -> bytes:
    """A PDF of one page with one line, written by hand: small, and a reader opens it."""
    drawn = f"BT /F1 14 Tf 60 740 Td ({words}) Tj ET".encode()
    parts = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << "
        b"/Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        b"<< /Length %d >>\nstream\n%b\nendstream" % (len(drawn), drawn),
    )
    made, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        places.append(len(made))
        made += b"%d 0 obj\n%b\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        made
        + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\n"
        % (
            len(parts) + 1,
            table,
            len(parts) + 1,
        )
        + b"startxref\n%d\n%%%%EOF\n" % len(made)
    )
