"""Addresses of readiness, for staff."""

from django.urls import path

from .views import before_end, fewer_days, meeting, picture, together

app_name = "readiness"
urlpatterns = [
    path("meeting/", meeting.agenda, name="agenda"),
    path("numbers/", meeting.numbers, name="numbers"),
    path("returned/<uuid:return_id>/", fewer_days.answer, name="answer_return"),
    path("signed-off/<uuid:review_id>/", before_end.sign, name="sign_barriers"),
    path("<uuid:client_id>/", picture.picture, name="picture"),
    path("<uuid:client_id>/agreed/", picture.agree, name="agree"),
    path("<uuid:client_id>/position/<slug:criterion>/", picture.position, name="position"),
    path("<uuid:client_id>/asked/<slug:kind>/", picture.ask, name="ask"),
    path("<uuid:client_id>/row/<slug:kind>/<uuid:row_id>/", picture.source, name="source"),
    path("<uuid:client_id>/together/<int:step>/", together.together, name="together"),
    path("<uuid:client_id>/fewer-days/", fewer_days.taper, name="taper"),
    path("<uuid:client_id>/fewer-days/plan/", fewer_days.plan, name="plan_taper"),
    path("<uuid:client_id>/fewer-days/take-back/", fewer_days.take_back, name="take_back"),
    path("<uuid:client_id>/fewer-days/begin/", fewer_days.begin, name="begin_step"),
    path(
        "<uuid:client_id>/before-an-end/<slug:pressure>/", before_end.before_end, name="before_end"
    ),
]
