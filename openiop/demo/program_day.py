"""One program day of the story, from the first phone check-in until the day is closed."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import partial
from itertools import count
from random import Random

from openiop.base import clock
from openiop.care import actions as care
from openiop.care.queries.goals import goals_by_client
from openiop.clients.queries import coming_on
from openiop.day import actions as day
from openiop.day.queries.close import track_at_close
from openiop.day.queries.needs import needs_on
from openiop.domain.care.note import Participation, Response, RiskChange
from openiop.domain.measures.registry import instrument
from openiop.domain.private_check import CheckOutcome
from openiop.domain.safety import Action, Disposition
from openiop.domain.words import AwayReason, NeedKind, SessionKind
from openiop.measures import actions as measures
from openiop.privacy.actor import Actor
from openiop.safety import actions as safety
from openiop.safety.queries.alerts import alert_or_404, open_alerts
from openiop.safety.queries.checks import check_or_404, private_checks_due
from openiop.schedule.models import Session
from openiop.schedule.queries import rosters_on, sessions_on

from . import documents, plans, sentences
from .cast import MON
from .scores import answers_for, answers_near, total_in_week
from .stage import Stage, Stay

HIGHEST_TOTAL = {"phq-9": 27, "gad-7": 21}
AT_ADMISSION = ("pc-ptsd-5", "ders-16", "b-ipf", "audit-c", "taps-1", "hrqol-4")
AT_MID, MID_WEEK = ("ders-16", "b-ipf"), 4
HARD_EVENTS = 0.5
"""The share of women whose short trauma screen leads to the long form."""
CLOSES = "14:30"
TELLS_US_AWAY, NOT_HEARD_FROM, ASKS_FOR_SOMETHING = 0.07, 0.03, 0.3
"""Chances on one program day of one woman."""
DRAFTS_LEFT = 2
SHE_SAYS = -1
"""The program day on which two women say something about their plans."""

PLAN_READ_IN_WEEK = 2
"""In the third week, and each third one after, her safety plan is read together."""
HANDED_OVER_UNTIL = "17:00"

ITEM_9 = {("Elena", -3): 2, ("Elena", 0): 1, ("Keisha", -11): 1, ("Bianca", -24): 1}
"""Scripted answers to the last item of the PHQ-9: by woman and program day."""
THOUGHTS = {("Talia", -1): 1, ("Jolene", -18): 2}
"""Scripted answers about thoughts in the daily check-in."""
NOT_SAFE = {("Noor", -5), ("Hana", -20)}
"""Program days on which she said that she is not safe where she stays."""
SKIPS_THOUGHTS = {("Lucia", -4), ("Freya", -16)}
"""Program days on which she leaves the question about thoughts unanswered."""
ABOUT_A_DAY = {
    ("Mara", -13, "client"): "Slept four hours, the neighbors were loud",
    ("Mara", -9, "therapist"): "New sleep medication begun",
    ("Mara", -4, "client"): "My sister stayed with me for the weekend",
    ("Talia", -6, "therapist"): "Began work again, two mornings",
}
"""What stands on the picture of her course: whose, on which program day, and who wrote it."""
UNSETTLED = "Yuki"
"""Her distress rises in the process group and is still up the next morning."""
MOODS = {(UNSETTLED, -4): 3, (UNSETTLED, -2): 6, (UNSETTLED, -1): 8}
"""Her check-ins on those days."""
REHEARSED = {"practiced": "A boundary", "practiced_with": "member", "practiced_how": "hard"}
"""What the first woman of yesterday's skills group practiced in the room."""
LEAVES_UNSIGNED = -1
"""On this program day two notes of the second process group stay drafts."""


class ProgramDay:
    """Tells one day: deeds are put on the clock, then done in order; `also` puts its own there."""

    def __init__(self, stage: Stage, on: date, also: Callable[[ProgramDay], None]) -> None:
        self.stage = stage
        self.also = also
        self.on = on
        self.offset = stage.offset(on)
        self.lots = stage.lots
        self.deeds: list[tuple[datetime, int, Callable[[], object]]] = []
        self.number = count()
        self.desk = stage.staff["front_desk"]
        self.lead = stage.staff["clinical_lead"]
        self.here: set[Stay] = set()

    def tell(self) -> None:
        """Tell the day."""
        with clock.standing(clock.at(self.on, "07:30")):
            self.stage.prepare(self.on)
            expected = [self.stage.stays[client.pk] for client in coming_on(self.on)]
        for stay in expected:
            self._her_morning(stay)
        self._second_looks()
        for session in self._sessions():
            if session.kind.is_group:
                self._group(session)
            elif session.kind is SessionKind.INDIVIDUAL:
                self._own_session(session)
        self.at("11:00", self._answer_needs)
        self.at("12:10", self._private_checks)
        own = {s.client_id: s.ends_at + timedelta(minutes=6) for s in self._sessions()}
        for stay in expected:
            goes_at = own.get(stay.client.pk, clock.at(self.on, "12:16"))
            self.at(goes_at, partial(self._goes_home, stay))
        self.at("13:40", self._about_this_day)
        if self.offset == SHE_SAYS:
            self.at("13:42", self._about_their_plans)
        if self.on.weekday() == MON and self.offset >= documents.SUMMARIES_FROM:
            self.at("13:44", self._weeks)
        if self.offset == -1:
            self.at("18:10", self._evening)
        self.at(CLOSES, self._close)
        self.also(self)
        while self.deeds:
            moment, _number, deed = heapq.heappop(self.deeds)
            with clock.standing(moment):
                deed()

    def at(self, when: str | datetime, deed: Callable[[], object]) -> None:
        """Put a deed on the clock of this day."""
        moment = clock.at(self.on, when) if isinstance(when, str) else when
        heapq.heappush(self.deeds, (moment, next(self.number), deed))

    def groups(self, kind: SessionKind) -> list[Session]:
        """The groups of a kind on this day."""
        return [session for session in self._sessions() if session.kind is kind]

    def _sessions(self) -> list[Session]:
        with clock.standing(clock.at(self.on, "07:30")):
            return sessions_on(self.on)

    def _her_morning(self, stay: Stay) -> None:
        fate = self.lots.random()
        scripted = (stay.woman.name, self.offset)
        must_come = scripted in THOUGHTS or scripted in NOT_SAFE or scripted in SKIPS_THOUGHTS
        if fate < TELLS_US_AWAY and not must_come and stay.woman.start != self.offset:
            reason = self.lots.choice(
                (AwayReason.ILLNESS, AwayReason.CHILDCARE, AwayReason.TRANSPORT, AwayReason.UNSAID)
            )
            self.at(
                "07:50",
                lambda: day.tell_away(client=stay.client, on=self.on, reason=reason, by=stay.actor),
            )
            return
        if fate > 1 - NOT_HEARD_FROM and not must_come and stay.woman.start != self.offset:
            return
        minutes = self.lots.choice((42, 45, 48, 50, 52, 55, 58, 59, 66))
        arrives = clock.at(self.on, "08:00") + timedelta(minutes=minutes)
        self.here.add(stay)
        self.at(arrives - timedelta(minutes=4), lambda: self._check_in(stay))
        self.at(
            arrives,
            lambda: day.arrive(
                client=stay.client, on=self.on, remote=stay.woman.remote, by=self.desk
            ),
        )
        if self.on.weekday() == MON or stay.woman.start == self.offset:
            self.at(arrives + timedelta(minutes=2), lambda: self._weekly_forms(stay))

    def _check_in(self, stay: Stay) -> None:
        scripted = (stay.woman.name, self.offset)
        week = self._week_of(stay)
        heavy = max(1, min(10, round(8 - week * self._ease(stay) + self.lots.choice((-1, 0, 1)))))
        answers: dict[str, int | None] = {
            "feeling": self.lots.choice((1, 2, 2, 3, 4, 4, 5)),
            "mood": MOODS.get(scripted, heavy),
            "si_urge": None if scripted in SKIPS_THOUGHTS else THOUGHTS.get(scripted, 0),
            "sh_urge": 0,
            "safe_home": 0 if scripted in NOT_SAFE else 1,
            "sleep_hours": self.lots.choice((4, 5, 5, 6, 6, 7, 7, 8)),
            "skills": min(5, self.lots.choice((0, 1, 2)) + week // 2),
        }
        if stay.woman.contact == "shared_device":
            del answers["safe_home"]
        measures.submit(
            client=stay.client,
            instrument_id="iop-daily-checkin",
            answers=answers,
            on_site=False,
            by=stay.actor,
        )
        if self.lots.random() < ASKS_FOR_SOMETHING:
            day.ask_for(
                client=stay.client,
                on=self.on,
                kind=self.lots.choice((NeedKind.QUIET_SPACE, NeedKind.TALK, NeedKind.GO_GENTLY)),
                by=stay.actor,
            )
        self._answer_alerts(stay)

    def _week_of(self, stay: Stay) -> int:
        return (self.offset - stay.woman.start) // 3

    def _ease(self, stay: Stay) -> float:
        return {"better": 0.8, "slowly": 0.4, "harder": -0.3}.get(stay.woman.course, 0.1)

    def _weekly_forms(self, stay: Stay) -> None:
        woman, week = stay.woman, self._week_of(stay)
        for form_id, first in (("phq-9", woman.phq), ("gad-7", woman.gad)):
            form = instrument(form_id)
            total = total_in_week(woman.course, first, week, HIGHEST_TOTAL[form_id] - 3, self.lots)
            keep = {"q9": ITEM_9.get((woman.name, self.offset), 0)} if form_id == "phq-9" else {}
            measures.submit(
                client=stay.client,
                instrument_id=form_id,
                answers=answers_for(form, total, self.lots, keep),
                on_site=True,
                by=stay.actor,
            )
        if stay.woman.start == self.offset:
            self._set_of_point(stay, AT_ADMISSION, "admission")
        elif week == MID_WEEK:
            self._set_of_point(stay, AT_MID, "mid")
        self._answer_alerts(stay)

    def _set_of_point(self, stay: Stay, set_: tuple[str, ...], point: str) -> None:
        """The longer forms of admission or of week 4; her own dice, so that no other day moves."""
        woman, week = stay.woman, self._week_of(stay)
        own = Random(f"{woman.name} {point}")  # noqa: S311 - a story, not a secret
        first = woman.phq / HIGHEST_TOTAL["phq-9"]
        share = max(0.1, first - 0.05 * week * self._ease(stay))
        hard = own.random() < HARD_EVENTS
        for form_id in (*set_, *(("pcl-5",) if hard and point == "admission" else ())):
            near = share if form_id not in ("pc-ptsd-5", "audit-c") else 0.1
            if form_id == "pc-ptsd-5" and hard:
                near = 1.0
            measures.submit(
                client=stay.client,
                instrument_id=form_id,
                answers=answers_near(instrument(form_id), near, own),
                on_site=True,
                by=stay.actor,
            )

    def _answer_alerts(self, stay: Stay) -> None:
        """Her therapist takes a new alert, talks with her and says how it stands."""
        now = clock.now()
        for shown in open_alerts([stay.client.pk]):
            if shown.acknowledged_at:
                continue
            alert = alert_or_404(shown.id)
            self.at(
                now + timedelta(minutes=4),
                partial(safety.answering.acknowledge, alert=alert, by=stay.therapist),
            )
            self.at(
                now + timedelta(minutes=24),
                partial(
                    safety.answering.record_action,
                    alert=alert,
                    what=Action.SPOKE_IN_PERSON,
                    words="Sat down together in the small room. She was glad to be asked.",
                    by=stay.therapist,
                ),
            )
            self.at(
                now + timedelta(minutes=26),
                partial(
                    safety.answering.dispose,
                    alert=alert,
                    what=Disposition.SAFE_TODAY_PLAN_REVIEWED,
                    words="Safety plan read line by line; one line changed.",
                    second_look_on=self.stage.nth(min(self.offset + 1, 0)),
                    by=stay.therapist,
                ),
            )

    def _second_looks(self) -> None:
        with clock.standing(clock.at(self.on, "07:30")):
            due = [
                alert_or_404(shown.id)
                for shown in open_alerts()
                if shown.second_look_on and shown.second_look_on <= self.on
            ]
        for alert in due:
            self.at(
                "10:02",
                partial(
                    safety.answering.second_look,
                    alert=alert,
                    words="Steadier than last time; plan is with her.",
                    by=self.lead,
                ),
            )

    def _group(self, session: Session) -> None:
        lead = self._held_by(session)
        self.at(
            session.starts_at + timedelta(minutes=15),
            lambda: day.confirm_all(session=session, by=lead),
        )
        self.at(session.ends_at + timedelta(minutes=3), lambda: self._notes(session, lead))

    def _held_by(self, session: Session) -> Actor:
        return next(actor for actor in self.stage.staff.values() if actor.id == session.lead_id)

    def _notes(self, session: Session, lead: Actor) -> None:
        roster = [
            stay
            for client in rosters_on(self.on)[session.pk]
            if (stay := self.stage.stays[client.pk]) in self.here
        ]
        leave_open = self.offset == LEAVES_UNSIGNED and session.name.endswith("B")
        goals = goals_by_client(stay.client.pk for stay in roster)
        told: list[str] = []
        for number, stay in enumerate(roster):
            goal = goals.get(stay.client.pk, [])
            changes = {
                "participation": str(self.lots.choice(list(Participation))),
                "response": str(self.lots.choice(list(Response))),
                "risk_change": str(RiskChange.NONE),
                "goal_id": str(goal[0].pk) if goal else "",
                "her_words": sentences.her_words(self.lots),
                "sentence": ""
                if leave_open and number < DRAFTS_LEFT
                else sentences.unlike(
                    sentences.own_sentence(self.lots),
                    told,
                    turn=session.on.toordinal() * 37 + session.starts_at.hour * 101 + number * 211,
                ),
            }
            if self.offset == LEAVES_UNSIGNED and session.kind is SessionKind.SKILLS and not number:
                changes |= REHEARSED
            told.append(changes["sentence"])
            care.notes.write_note(
                session=session, client=stay.client, version=0, changes=changes, by=lead
            )
        care.signing.sign_all(session=session, by=lead)

    def _own_session(self, session: Session) -> None:
        assert session.client_id is not None  # noqa: S101 - an individual session has a client
        stay = self.stage.stays[session.client_id]
        if stay not in self.here:
            return
        therapist = self._held_by(session)
        self.at(
            session.starts_at + timedelta(minutes=5),
            lambda: day.confirm_all(session=session, by=therapist),
        )

        def write() -> None:
            note = care.notes.open_note(session=session, client=stay.client, by=therapist)
            goal = goals_by_client([stay.client.pk]).get(stay.client.pk, [])
            changes = sentences.individual(self.lots) | {
                "goal_id": str(goal[0].pk) if goal else "",
                "risk_change": str(RiskChange.NONE),
                "sentence": sentences.own_sentence(self.lots),
            }
            if self._is_owed(session, therapist):
                return
            note = care.notes.save_note(
                note=note, version=note.version, changes=changes, by=therapist
            )
            care.signing.sign(note=note, by=therapist)
            if self._week_of(stay) % 3 == PLAN_READ_IN_WEEK:
                safety.plans.look_at_plan(client=stay.client, by=therapist)
            if self._week_of(stay) % 2 == 1:
                plans.look_again(stay.woman, stay.client, therapist)

        self.at(session.ends_at + timedelta(minutes=4), write)

    def _is_owed(self, session: Session, therapist: Actor) -> bool:
        """The day before today one therapist's first session of her own stays unwritten."""
        owes = self.stage.staff["therapist_2"]
        first = min(
            (
                each
                for each in self._sessions()
                if each.lead_id == owes.id
                and each.client_id
                and self.stage.stays[each.client_id] in self.here
            ),
            key=lambda each: each.starts_at,
            default=None,
        )
        return (
            self.offset == LEAVES_UNSIGNED
            and therapist.id == owes.id
            and first is not None
            and first.pk == session.pk
        )

    def _answer_needs(self) -> None:
        facilitator = self.stage.staff["facilitator"]
        for line in needs_on(self.on):
            if line.is_open:
                day.answer_need(need=line.need, words=sentences.heard(self.lots), by=facilitator)

    def _private_checks(self) -> None:
        for due in private_checks_due(self.on):
            check = check_or_404(due.id)
            therapist = self.stage.stays[check.client_id].therapist
            safety.checks.close_check(
                check=check,
                outcome=CheckOutcome.NO_CONCERN,
                words="Asked in private; she answered and is fine with being asked.",
                by=therapist,
            )

    def _about_this_day(self) -> None:
        """What she or her therapist writes at this day on the picture of her course."""
        by_name = {stay.woman.name: stay for stay in self.stage.stays.values()}
        for (name, offset, who), words in ABOUT_A_DAY.items():
            if offset == self.offset and (stay := by_name.get(name)) is not None:
                by = stay.actor if who == "client" else self.stage.staff[who]
                measures.annotate(client=stay.client, on=self.on, words=words, by=by)

    def _about_their_plans(self) -> None:
        for stay in self.stage.stays.values():
            plans.lately(stay.woman, stay.client, stay.therapist, stay.actor)

    def _weeks(self) -> None:
        week_before = self.on - timedelta(days=7)
        for number, stay in enumerate(self.stage.stays.values()):
            ends_on = stay.episode.ended_on
            if stay.episode.starts_on <= week_before and (ends_on is None or ends_on >= self.on):
                documents.sum_up(stay.client, number, self.on, stay.therapist)

    def _evening(self) -> None:
        for stay in self.stage.stays.values():
            documents.evening(
                stay.woman.name, stay.client, stay.therapist, stay.actor, self.stage.staff
            )

    def _goes_home(self, stay: Stay) -> None:
        if stay in self.here:
            day.leave(client=stay.client, on=self.on, in_closing_round=True, by=self.desk)

    def _close(self) -> None:
        day.close_day(track=self.stage.track, on=self.on, handovers=self._handovers(), by=self.lead)

    def _handovers(self) -> list[dict[str, object]]:
        return [
            {
                "client_id": reason.params["client_id"],
                "code": reason.code,
                "to_id": self.lead.id,
                "words": "Looks after it by the safe channel this afternoon.",
                "due_at": clock.at(self.on, HANDED_OVER_UNTIL),
            }
            for reason in track_at_close(self.stage.track, self.on).decision
        ]
