"""Impossible weeks and the few sentences that say why."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from openiop.domain.timetable import problem as p
from openiop.domain.timetable.explain import explain
from openiop.domain.timetable.generate import Recipe, generate


@pytest.fixture(scope="module")
def made() -> p.Problem:
    """A program that has a timetable."""
    return generate(Recipe(16, seed=4, keep_apart_share=0)).problem


def active(problem: p.Problem) -> list[str]:
    return [client.id for client in problem.clients.values() if client.is_active]


def test_a_possible_week_has_nothing_to_explain(made: p.Problem) -> None:
    assert explain(made).items == ()


def test_two_who_must_not_meet_with_one_group_between_them(made: p.Problem) -> None:
    one, other, *_rest = active(made)
    kind = made.clients[one].needs[0].modality
    only = next(name for name in made.groups if made.groups[name].modality == kind)
    groups = {
        name: group
        if group.modality != kind or name == only
        else replace(group, accepts_new=False, min_size=0)
        for name, group in made.groups.items()
    }
    pair = {
        name: replace(
            made.clients[name],
            current_groups=(),
            availability=dict.fromkeys(range(5), ((480, 1080),)),
        )
        for name in (one, other)
    }
    clash = replace(
        made,
        groups=groups,
        clients={**made.clients, **pair},
        keep_apart=(p.KeepApart((one, other), "secret"),),
    )

    why = explain(clash)

    assert {item.rule for item in why.items} == {"H18", "H25"}
    assert len(why.items) == 3
    assert "secret" not in " ".join(item.text for item in why.items)
    assert why.ways_out


def test_hours_that_do_not_fit_her_days(made: p.Problem) -> None:
    name = active(made)[0]
    few = replace(made.clients[name], max_days_per_week=1, max_hours_per_day=Fraction(3))

    why = explain(replace(made, clients={**made.clients, name: few}))

    assert 1 <= len(why.items) <= 6
    assert all(name in item.who or item.rule == "H14" for item in why.items)
    assert "H23" in {item.rule for item in why.items}


def test_a_skill_nobody_has(made: p.Problem) -> None:
    staff = {
        name: replace(person, skills=person.skills - {"dbt"}) for name, person in made.staff.items()
    }

    why = explain(replace(made, staff=staff))

    assert {item.rule for item in why.items} == {"H03", "H05"}
    assert "One more qualified lead for DBT skills." in why.ways_out


def test_a_kind_of_group_that_is_not_there(made: p.Problem) -> None:
    name = active(made)[0]
    alone = replace(made.clients[name], track="another track")

    why = explain(replace(made, clients={**made.clients, name: alone}))

    assert {item.rule for item in why.items} == {"H18", "H19"}


def test_hours_nobody_could_reach_are_counted_without_a_solver(made: p.Problem) -> None:
    name = active(made)[0]
    many = replace(made.clients[name], min_hours_per_week=Fraction(14))

    why = explain(replace(made, clients={**made.clients, name: many}))

    assert [item.rule for item in why.items] == ["H23", "H18", "H21"]
    assert why.solves == 0


def test_more_people_kept_apart_than_groups(made: p.Problem) -> None:
    names = [name for name in active(made) if made.clients[name].needs[0].modality == "cpt"]
    names = names or active(made)
    names = [name for name in names if made.clients[name].track == made.clients[names[0]].track]

    why = explain(replace(made, keep_apart=(p.KeepApart(tuple(names), "secret"),)))

    assert len(why.items) <= 6
    assert {item.rule for item in why.items} == {"H18", "H25"}
    assert "secret" not in " ".join(item.text for item in why.items)
