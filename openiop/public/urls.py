"""Pages for anybody."""

from django.urls import path

from .views import everywhere

app_name = "public"
urlpatterns = [
    path("", everywhere.start, name="start"),
    path("help/", everywhere.help_now, name="help"),
    path("leave/", everywhere.leave, name="leave"),
    path("using-this-safely/", everywhere.using_safely, name="using_safely"),
    path("language/", everywhere.set_language, name="set_language"),
]
