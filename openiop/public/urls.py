"""Pages for anybody; no address carries a word about health. And the few that staff have."""

from django.urls import path

from .views import begin, calendar, everywhere, hello, pages, partners, texts, way_in

app_name = "public"
urlpatterns = [
    path("", everywhere.start, name="start"),
    path("help/", everywhere.help_now, name="help"),
    path("leave/", everywhere.leave, name="leave"),
    path("using-this-safely/", everywhere.using_safely, name="using_safely"),
    path("language/", everywhere.set_language, name="set_language"),
    path("about/<slug:name>/", pages.text, name="text"),
    path("start/", way_in.reach, name="reach"),
    path("start/you/", way_in.you, name="you"),
    path("start/why/", way_in.why, name="why"),
    path("start/send/", way_in.send, name="send"),
    path("start/sent/", way_in.sent, name="sent"),
    path("start/later/", way_in.later, name="later"),
    path("start/saved/", way_in.saved, name="saved"),
    path("start/come-back/", way_in.come_back, name="come_back"),
    path("start/forget/", way_in.forget, name="forget"),
    path("begin/", begin.begin, name="begin"),
    path("sign-in/help/", way_in.sign_in_help, name="sign_in_help"),
    path("sign-in/help/sent/", way_in.sign_in_help_sent, name="sign_in_help_sent"),
    path("calendar/<str:key>.ics", calendar.calendar, name="calendar"),
    path("hello/questions/", hello.questions, name="hello_questions"),
    path("hello/done/", hello.done, name="hello_done"),
    path("hello/closed/", hello.over, name="hello_over"),
    path("hello/<str:link>/", hello.hello, name="hello"),
    path("refer/", partners.without_account, name="refer"),
    path("refer/sent/", partners.without_account_sent, name="refer_sent"),
    path("partner/", partners.mine, name="partner"),
    path("partner/send/", partners.send, name="partner_send"),
    path("staff/public/", texts.all_of_them, name="texts"),
    path("staff/public/partners/", texts.all_partners, name="partners"),
    path("staff/public/sign-in/", texts.sign_in_helps, name="sign_in_helps"),
    path("staff/public/sign-in/answered/", texts.answered, name="sign_in_answered"),
    path("staff/public/<slug:name>/<slug:language>/", texts.edit, name="edit_text"),
    path(
        "staff/public/<slug:name>/<slug:language>/<int:number>/",
        texts.version,
        name="text_version",
    ),
]
