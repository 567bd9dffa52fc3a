"""Who pays, what days fit around, places, and what must not be known: a true thing of each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time, timedelta
from decimal import Decimal

from openiop.clients.actions import block_person, keep_apart, rename, set_address
from openiop.clients.models import Client
from openiop.clients.queries import Names
from openiop.coverage.actions import (
    add_policy,
    choose_self_pay,
    give_estimate,
    keep_benefits,
    record_authorization,
    record_letter_step,
    set_fees,
)
from openiop.coverage.models import Policy
from openiop.coverage.queries import PolicyTold
from openiop.domain.address import Address, AddressKind
from openiop.domain.coverage.authorization import AuthorizationStatus, Authorized
from openiop.domain.coverage.benefits import (
    Answer,
    Benefits,
    Figure,
    FigureKind,
    FigureSource,
    Question,
)
from openiop.domain.coverage.codes import Counted
from openiop.domain.coverage.estimate import Days
from openiop.domain.coverage.policy import Holder, LeakStep, PayerKind
from openiop.domain.coverage.self_pay import Band, FeeTable
from openiop.domain.kept_apart import Link
from openiop.domain.places import PlaceKind
from openiop.domain.release import Relation
from openiop.domain.wishes import (
    BusyDate,
    BusyTime,
    DateWhy,
    Gender,
    Getting,
    Mode,
    Need,
    Strength,
    TimeWhy,
    Wishes,
)
from openiop.privacy.actor import Actor
from openiop.schedule.actions import (
    book_place,
    keep_wishes,
    offer_places,
    set_places_of_day,
)

PLAN = "Meadowbank Health Plan"
DAYS_ALLOWED = 24
FEES = FeeTable(
    Decimal(190), (Band(100, Decimal(15)), Band(200, Decimal(45)), Band(400, Decimal(110)))
)
SAID = {
    Question.ACTIVE: Answer.YES,
    Question.IOP_COVERED: Answer.YES,
    Question.IN_NETWORK: Answer.YES,
    Question.AUTHORIZATION: Answer.YES,
    Question.REMOTE_COVERED: Answer.NO,
    Question.PHYSICIAN_ORDER: Answer.NO,
}
FIGURES = {
    FigureKind.DEDUCTIBLE_LEFT: Figure(Decimal(350), FigureSource.PLAN_CALL),
    FigureKind.COPAY_DAY: Figure(Decimal(40), FigureSource.CARD),
    FigureKind.POCKET_LEFT: Figure(Decimal(1800), FigureSource.PLAN_CALL),
    FigureKind.ALLOWED_LOW: Figure(Decimal(210), FigureSource.CONTRACT),
    FigureKind.ALLOWED_HIGH: Figure(Decimal(260), FigureSource.CONTRACT),
}
CHILDREN = (3, 2)
"""Places on a usual day, and on the one on which somebody is ill."""


def tell(
    her: Mapping[str, tuple[Client, date]], staff: Mapping[str, Actor], days: list[date]
) -> None:
    """Tell it of some women by name, each with the day her stay began; `days` are to come."""
    _pays(her, staff, days[0])
    _fits(her, staff, days)
    lead = staff["clinical_lead"]
    noor, _on = her["Noor"]
    block_person(
        client=noor,
        name="Rex Thornbush",
        relation=Relation.OTHER,
        phone="555-0177",
        words="Says he is her brother",
        by=lead,
    )
    for kind, street, town in (
        (AddressKind.HOME, "12 Alder Lane", "Fernmouth"),
        (AddressKind.SUBSTITUTE, "Box 9, Address Program", "Statetown"),
    ):
        set_address(client=noor, kind=kind, address=Address(street, city=town), by=lead)
    keep_apart(
        client=her["Imani"][0],
        other=her["Elena"][0],
        link=Link.SAME_EMPLOYER,
        words="Both know, neither wants it mentioned.",
        by=lead,
    )
    rename(
        client=her["Talia"][0],
        names=Names("Talia", "Inkwell", "Natalia", "Quillbrook"),
        by=staff["intake"],
    )


def _pays(her: Mapping[str, tuple[Client, date]], staff: Mapping[str, Actor], today: date) -> None:
    billing = staff["billing"]
    set_fees(table=FEES, from_on=today - timedelta(days=60), by=staff["director"])
    mara, began = her["Mara"]
    own = _policy(mara, Holder.HERSELF, "", billing)
    _ask(own, today - timedelta(days=6), billing)
    record_authorization(
        policy=own,
        facts=Authorized(
            AuthorizationStatus.APPROVED,
            Counted.DAY,
            DAYS_ALLOWED,
            began,
            today + timedelta(days=12),
            "S9480",
            3,
        ),
        number="MB-0042",
        words="Utilization line, reference 7",
        by=billing,
    )
    give_estimate(client=mara, days=Days(16, 24), by=billing)
    ana, _on = her["Ana"]
    his = _policy(ana, Holder.PARTNER, "Tobias Dewfield", billing)
    _ask(his, today - timedelta(days=40), billing)
    record_letter_step(
        policy=his, step=LeakStep.TOLD_HER, on=today - timedelta(days=40), by=billing
    )
    noor, _on = her["Noor"]
    _policy(noor, Holder.FORMER_PARTNER, "Rex Thornbush", billing)
    yuki, _on = her["Yuki"]
    choose_self_pay(client=yuki, from_on=today, household=2, income=Decimal(41_000), by=billing)


def _policy(client: Client, holder: Holder, holder_name: str, by: Actor) -> Policy:
    told = PolicyTold(
        payer=PLAN,
        holder=holder,
        holder_name=holder_name,
        member_number="MB 555 0100",
        phone="555-0166",
    )
    return add_policy(client=client, payer_kind=PayerKind.COMMERCIAL, told=told, by=by)


def _ask(policy: Policy, on: date, by: Actor) -> None:
    keep_benefits(
        policy=policy,
        benefits=Benefits(on, SAID, FIGURES, frozenset({"S9480", "0905"})),
        spoke_with="Provider line",
        reference="Call 5511",
        by=by,
    )


def _fits(
    her: Mapping[str, tuple[Client, date]], staff: Mapping[str, Actor], days: list[date]
) -> None:
    today, intake, lead = days[0], staff["intake"], staff["clinical_lead"]
    said = {
        "Mara": Wishes(
            times=(
                BusyTime(
                    TimeWhy.SCHOOL_RUN,
                    Strength.CANNOT,
                    frozenset(range(5)),
                    time(14, 30),
                    time(15, 30),
                ),
            ),
            getting=Getting.OWN_CAR,
            travel_min=25,
            childcare_for=1,
            days_a_week=3,
        ),
        "Talia": Wishes(
            dates=(BusyDate(DateWhy.COURT, today + timedelta(days=9), time(9), time(12)),),
            gender=Gender.WOMAN,
            gender_is_needed=True,
            needs=frozenset({Need.NEAR_DOOR, Need.LOW_LIGHT}),
        ),
        "Yuki": Wishes(
            times=(
                BusyTime(TimeWhy.WORK, Strength.CANNOT, frozenset({0, 2, 3}), time(13), time(18)),
            ),
            mode=Mode.TELEHEALTH,
        ),
        "Noor": Wishes(getting=Getting.NEEDS_RIDE, brings_infant=True, interpreter="Arabic"),
    }
    for name, wishes in said.items():
        keep_wishes(client=her[name][0], wishes=wishes, by=intake)
    for kind, capacity in (
        (PlaceKind.CHILDCARE, CHILDREN[0]),
        (PlaceKind.INFANT, 1),
        (PlaceKind.TRANSPORT, 2),
    ):
        offer_places(kind=kind, weekdays=[0, 2, 3], capacity=capacity, from_on=today, by=lead)
    booked = (
        ("Mara", PlaceKind.CHILDCARE, 1, "Pip, 6"),
        ("Lucia", PlaceKind.CHILDCARE, 2, "Lio and Mai, 3 and 5"),
        ("Noor", PlaceKind.INFANT, 1, "8 months"),
        ("Noor", PlaceKind.TRANSPORT, 1, "Corner of the library"),
    )
    for name, kind, count, words in booked:
        book_place(
            client=her[name][0], kind=kind, count=count, from_on=today, words=words, by=intake
        )
    set_places_of_day(
        kind=PlaceKind.CHILDCARE,
        on=days[1],
        capacity=CHILDREN[1],
        why="One caregiver is ill",
        by=lead,
    )
