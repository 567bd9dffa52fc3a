"""Addresses: her own, which carry no id, and those of her team."""

from django.urls import path

from .views import hers, staff

app_name = "practice"
urlpatterns = [
    path("my-skills/", hers.skills, name="skills"),
    path("my-skills/log/", hers.log, name="log"),
    path("my-skills/log/take-out/", hers.take_out, name="take_out"),
    path("my-skills/<int:number>/", hers.skill, name="skill"),
    path("one-small-thing/", hers.small_thing, name="small_thing"),
    path("one-small-thing/let-go/", hers.let_go, name="let_go"),
    path("before-we-begin/", hers.before, name="before"),
    path("how-was-it/", hers.after, name="after"),
    path("how-was-it/done/", hers.after_done, name="after_done"),
    path("my-week-in-words/", hers.week, name="week"),
    path("my-goals/", hers.goals, name="goals"),
    path("my-patterns/", hers.patterns, name="my_patterns"),
    path("step-by-step/", hers.chains, name="chains"),
    path("step-by-step/new/", hers.new_chain, name="my_new_chain"),
    path("step-by-step/<int:number>/", hers.chain, name="my_chain"),
    path("goodbye/", hers.goodbye, name="goodbye"),
    path("staff/practice/climate/", staff.climate, name="climate"),
    path("staff/practice/of/<uuid:client_id>/", staff.of_client, name="of_client"),
    path("staff/practice/of/<uuid:client_id>/seen/", staff.see, name="see"),
    path("staff/practice/of/<uuid:client_id>/her-view/", staff.her_view, name="her_view"),
    path("staff/practice/of/<uuid:client_id>/rise/", staff.answer_rise, name="answer_rise"),
    path("staff/practice/of/<uuid:client_id>/goal/", staff.rate_goal, name="rate_goal"),
    path("staff/practice/of/<uuid:client_id>/patterns/", staff.patterns, name="patterns"),
    path("staff/practice/of/<uuid:client_id>/chain/", staff.new_chain, name="new_chain"),
    path(
        "staff/practice/of/<uuid:client_id>/taught/<uuid:session_id>/",
        staff.taught,
        name="taught",
    ),
    path("staff/practice/seen/<uuid:seen_id>/back/", staff.unsee, name="unsee"),
    path("staff/practice/chain/<uuid:chain_id>/", staff.chain, name="chain"),
    path("staff/practice/brief/<uuid:session_id>/", staff.in_brief, name="in_brief"),
]
