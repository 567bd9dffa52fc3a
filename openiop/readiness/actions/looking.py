"""Looking at the picture: positions, her word, what was asked, what was agreed."""

from __future__ import annotations

import json
from datetime import date
from uuid import UUID

from openiop.base import clock
from openiop.clients.models import Client
from openiop.clients.queries import episode_of
from openiop.domain.decision import Decision, Reason, refuse
from openiop.domain.privacy import Permission
from openiop.domain.readiness.evidence import Evidence
from openiop.domain.readiness.lines import evidence_of
from openiop.domain.readiness.picture import may_agree, may_say, newest_stands
from openiop.domain.readiness.words import NO, YES, Criterion, Position, ToldKind, Voice
from openiop.domain.text import _
from openiop.privacy.actor import Actor
from openiop.privacy.gate import action, audit_codes
from openiop.readiness import queries
from openiop.readiness.models import Agreement, HerWord, Stand, Told
from openiop.safety.queries.people import staff_here

WORDS_LETTERS_MAX = 1000
RATINGS = ("1", "2", "3", "4", "5")


@action(Permission.SET_READINESS, audit="readiness.team_position")
def set_position(
    *,
    client: Client,
    criterion: Criterion,
    position: Position,
    words: str = "",
    together: bool = False,
    by: Actor,
) -> Stand:
    """The team chooses where it sees a criterion; the evidence of this moment is kept with it."""
    return _stand(
        client=client,
        criterion=criterion,
        voice=Voice.TEAM,
        position=position,
        words=words,
        together=together,
        by=by,
    )


@action(Permission.SAY_READINESS, audit="readiness.her_position")
def say_position(
    *,
    client: Client,
    criterion: Criterion,
    position: Position,
    words: str = "",
    together: bool = False,
    by: Actor,
) -> Stand:
    """She chooses where she sees a criterion, on her phone or at the screen with her clinician."""
    return _stand(
        client=client,
        criterion=criterion,
        voice=Voice.HER,
        position=position,
        words=words,
        together=together,
        by=by,
    )


def _stand(
    *,
    client: Client,
    criterion: Criterion,
    voice: Voice,
    position: Position,
    words: str,
    together: bool,
    by: Actor,
) -> Stand:
    today, rules = clock.today(), queries.numbers.rules_here()
    stay = episode_of(client.pk, today)
    if stay is None:
        raise refuse("no_stay", _("She has no stay on this day."))
    facts = queries.record.facts_by_client([stay], today)[client.pk]
    lines = [e for e in evidence_of(facts, today, rules) if e.criterion is criterion]
    made = Stand(
        client=client,
        criterion=criterion,
        voice=voice,
        position=position,
        on=today,
        together=together,
        rule_id=rules.id,
        created_by=by.id,
    )
    made.words = words.strip()[:WORDS_LETTERS_MAX]
    made.lines = json.dumps([_kept(each) for each in lines])
    made.save(force_insert=True)
    audit_codes(criterion=str(criterion), position=str(position), rules=rules.id)
    return made


def _kept(line: Evidence) -> dict[str, object]:
    rows = [[each.kind, each.id, each.on.isoformat()] for each in line.sources]
    return {"line": str(line.line), "side": line.side.value, "rows": rows}


@action(Permission.SET_READINESS, audit="readiness.looked_together")
def look_together(
    *,
    client: Client,
    criterion: Criterion,
    hers: tuple[Position | None, str],
    teams: tuple[Position | None, str],
    by: Actor,
) -> tuple[Stand, ...]:
    """Keep what both chose at one screen, in one go; what is left open or the same adds no row."""
    held = newest_stands(
        queries.picture.stands_of(client.pk, episode_of(client.pk, clock.today()), clock.today())
    )
    made: list[Stand] = []
    for voice, (position, words), keep in (
        (Voice.HER, hers, say_position),
        (Voice.TEAM, teams, set_position),
    ):
        before = held.get((criterion, voice))
        said = (position, words.strip())
        if position is None or (
            before is not None
            and before.on == clock.today()
            and (before.position, before.words) == said
        ):
            continue
        made.append(
            keep(
                client=client,
                criterion=criterion,
                position=position,
                words=words,
                together=True,
                by=by,
            )
        )
    return tuple(made)


@action(Permission.SAY_READINESS, audit="readiness.her_word")
def say_word(
    *, client: Client, confidence: int | None, agrees: str = "", words: str = "", by: Actor
) -> HerWord:
    """Keep how sure she is and whether she agrees; what she leaves open stays open."""
    may_say(confidence, agrees).or_refuse()
    if confidence is None and not agrees and not words.strip():
        raise refuse("nothing", _("Choose a number, or write a few words."), field_name="words")
    made = HerWord(
        client=client, on=clock.today(), confidence=confidence, agrees=agrees, created_by=by.id
    )
    made.words = words.strip()[:WORDS_LETTERS_MAX]
    made.save(force_insert=True)
    return made


@action(Permission.SET_READINESS, audit="readiness.told")
def tell(
    *,
    client: Client,
    kind: ToldKind,
    answer: str,
    about_on: date | None = None,
    words: str = "",
    by: Actor,
) -> Told:
    """Write down what was asked, because no other row of the record says it."""
    known = RATINGS if kind is ToldKind.SKILLS_RATING else (YES, NO)
    needs_day = kind is ToldKind.FIRST_VISIT and answer == YES
    Decision.all_of(
        (answer in known, Reason("answer", _("Choose an answer."), field_name="answer")),
        (
            not needs_day or about_on is not None,
            Reason("about_on", _("Which day is the visit?"), field_name="about_on"),
        ),
        (
            kind is not ToldKind.CRISIS_USE or about_on is None or about_on <= clock.today(),
            Reason("ahead", _("This day is still to come."), field_name="about_on"),
        ),
    ).or_refuse()
    made = Told(
        client=client,
        kind=kind,
        answer=answer,
        on=clock.today(),
        about_on=about_on,
        created_by=by.id,
    )
    made.words = words.strip()[:WORDS_LETTERS_MAX]
    made.save(force_insert=True)
    audit_codes(kind=str(kind))
    return made


@action(Permission.BOOK_VISITS, audit="readiness.first_visit_told")
def tell_first_visit(*, client: Client, on: date | None, by: Actor) -> Told | None:
    """The first visit after her stay is booked for `on`, or none is; said again only when new."""
    answer = NO if on is None else YES
    rows = Told.objects.filter(client=client, kind=ToldKind.FIRST_VISIT).order_by("-created_at")
    last = rows.values_list("answer", "about_on").first()
    if last == (answer, on) or (last is None and on is None):
        return None
    made = Told(
        client=client,
        kind=ToldKind.FIRST_VISIT,
        answer=answer,
        on=clock.today(),
        about_on=on,
        created_by=by.id,
    )
    made.save(force_insert=True)
    return made


@action(Permission.SET_READINESS, audit="readiness.agreed")
def agree(
    *,
    client: Client,
    needed: str,
    who: UUID | None,
    again_on: date | None,
    together: bool = False,
    by: Actor,
) -> Agreement:
    """End a look: what would need to be true, who looks again, and when."""
    known = who is not None and who in {id_ for id_, _name in staff_here()}
    may_agree(needed, known, again_on, clock.today()).or_refuse()
    if who is None or again_on is None:
        raise refuse("agree", _("Choose who looks again, and when."))
    made = Agreement(
        client=client,
        on=clock.today(),
        together=together,
        looks_again_id=who,
        looks_again_on=again_on,
        created_by=by.id,
    )
    made.needed = needed.strip()[:WORDS_LETTERS_MAX]
    made.save(force_insert=True)
    return made
