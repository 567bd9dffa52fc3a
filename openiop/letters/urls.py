"""Addresses of letters: for staff, and her own."""

from django.urls import path

from . import views

app_name = "letters"
urlpatterns = [
    path("staff/letters/", views.register, name="register"),
    path("staff/letters/of/<uuid:client_id>/", views.of_client, name="of_client"),
    path("staff/letters/<uuid:letter_id>/", views.letter, name="letter"),
    path("staff/letters/<uuid:letter_id>/pdf/", views.pdf, name="pdf"),
    path("staff/letters/<uuid:letter_id>/sent/", views.send, name="send"),
    path("staff/letters/<uuid:letter_id>/strike/", views.strike, name="strike"),
    path("letters/", views.hers, name="hers"),
    path("letters/<uuid:letter_id>/", views.read, name="read"),
    path("letters/<uuid:letter_id>/answer/", views.answer, name="answer"),
]
