"""Pages for anybody."""

from django.urls import path

from . import views

app_name = "public"
urlpatterns = [
    path("", views.start, name="start"),
    path("help/", views.help_now, name="help"),
    path("leave/", views.leave, name="leave"),
    path("using-this-safely/", views.using_safely, name="using_safely"),
    path("language/", views.set_language, name="set_language"),
]
