"""Where a proposed week stands, and who may do what with it.

Source: docs/timetable.md.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from openiop.domain.decision import Decision, Reason
from openiop.domain.text import _
from openiop.domain.words import Word


class ProposalState(Word):
    """Where a proposal stands.

    Source: issue, "propose, compare, publish".
    """

    WAITING = "waiting", _("Waits for its turn")
    RUNNING = "running", _("Being worked out")
    READY = "ready", _("Ready to look at")
    IMPOSSIBLE = "impossible", _("Not possible as it is")
    NOTHING = "nothing", _("Nothing found in the time given")
    STOPPED = "stopped", _("Stopped")
    FAILED = "failed", _("Could not be worked out")
    PUBLISHED = "published", _("Published")

    @property
    def goes_on(self) -> bool:
        """Whether it is still worked on, or about to be."""
        return self in (ProposalState.WAITING, ProposalState.RUNNING)


SECONDS = (10, 30, 60)
"""How long somebody lets it look; [product default]."""
WEEKS_AHEAD = 3
"""The calendar holds about so many weeks; [product default]."""
DAYS = 7


def first_days(today: date) -> tuple[date, ...]:
    """With which day a proposal may begin: tomorrow, or one of the Mondays ahead.

    What has begun is not planned anew. Source: [product default].
    """
    tomorrow = today + timedelta(days=1)
    monday = today + timedelta(days=DAYS - today.weekday())
    mondays = [monday + timedelta(days=DAYS * n) for n in range(WEEKS_AHEAD)]
    return tuple(dict.fromkeys([tomorrow, *mondays] if tomorrow < monday else mondays))


def may_propose(
    first_on: date, seconds: int, own_minutes: int, today: date, *, one_goes_on: bool
) -> Decision:
    """One at a time, for days that lie ahead, for as long as is offered.

    Source: [product default].
    """
    return Decision.all_of(
        (
            first_on in first_days(today),
            Reason("day", _("Choose one of the weeks ahead."), field_name="first_on"),
        ),
        (
            seconds in SECONDS,
            Reason("seconds", _("Choose how long it may take."), field_name="seconds"),
        ),
        (
            0 <= own_minutes <= LONGEST_OWN and own_minutes % GRID == 0,
            Reason(
                "own_minutes",
                _("Minutes in steps of 5, up to {most}; 0 for none."),
                params={"most": LONGEST_OWN},
                field_name="own_minutes",
            ),
        ),
        (
            not one_goes_on,
            Reason("one", _("A week is being worked out already. Wait for it, or stop it.")),
        ),
    )


LONGEST_OWN, GRID = 120, 5


def may_publish(
    state: ProposalState, first_on: date, today: date, changed: Collection[str]
) -> Decision:
    """A proposal is published while it lies ahead and everything it was made from still holds.

    `changed` are the things that changed since, in words.
    Source: issue, "facts that changed since the proposal refuse the publish and show why".
    """
    return Decision.all_of(
        (
            state is ProposalState.READY,
            Reason("not_ready", _("This was published or set aside in the meantime.")),
        ),
        (
            first_on > today,
            Reason("begun", _("Its first day has begun. Ask for a new proposal.")),
        ),
        (
            not changed,
            Reason(
                "changed",
                _("Something changed since: {what}. Nothing was published; propose the week anew."),
                params={"what": "; ".join(changed)},
            ),
        ),
    )


GOES_PAST = frozenset({"H22", "H23", "H24"})
"""Rules a group may be moved past with a reason: what a woman told us, and how full her day is.

Source: issue, "an override with reason where policy allows"; which ones is a [product default].
"""


def may_move_group(
    *, is_group: bool, old_at: datetime, new_at: datetime, same: bool, now: datetime
) -> Decision:
    """One meeting of a group moves within its day, before it began and to a time still ahead.

    Source: issue, "manual moves by buttons with the hard rule named".
    """
    return Decision.all_of(
        (is_group, Reason("group", _("Only a meeting of a group is moved like this."))),
        (old_at > now, Reason("begun", _("It has begun already."))),
        (new_at > now, Reason("past", _("This time has passed."), field_name="starts")),
        (not same, Reason("same", _("This is where it stands already."), field_name="starts")),
    )


def may_go_past(
    *, hard: Collection[str], soft: Collection[str], not_asked: int, why: str
) -> Decision:
    """What cannot be is refused; what may be gone past wants a reason, so does not asking.

    Source: issue, "an override with reason where policy allows"; "People before optimum".
    """
    said = bool(why.strip())
    return Decision.all_of(
        (
            not hard,
            Reason(
                "rule",
                _("This cannot be: {rules}."),
                params={"rules": "; ".join(hard)},
                field_name="starts",
            ),
        ),
        (
            said or not soft,
            Reason(
                "soft",
                _("{rules}. If it has to be all the same, say why."),
                params={"rules": "; ".join(soft)},
                field_name="why",
            ),
        ),
        (
            said or not not_asked,
            Reason(
                "not_asked",
                _("Not everybody in it was asked: {n}. Ask them first, or say why it moves."),
                params={"n": not_asked},
                field_name="why",
            ),
        ),
    )
