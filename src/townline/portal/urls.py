"""Addresses of the residents' pages. Nouns; what is posted to them is the verb."""

from django.urls import path

from townline.portal.views import follow, home, machines, photos, public, report, services

app_name = "portal"

urlpatterns = [
    path("", home.home, name="home"),
    path("find/", home.find, name="find"),
    path("find/results/", home.results, name="find_results"),
    path("services/", services.index, name="services"),
    path("services/<slug:code>/", services.show, name="service"),
    path("services/<slug:code>/report/", report.start, name="report"),
    path("services/<slug:code>/report/<slug:key>/place/", report.place, name="report_place"),
    path("services/<slug:code>/report/<slug:key>/near/", report.near, name="report_near"),
    path("services/<slug:code>/report/<slug:key>/questions/", report.questions, name="report_questions"),
    path(
        "services/<slug:code>/report/<slug:key>/questions/follow-ups/",
        report.follow_ups,
        name="report_follow_ups",
    ),
    path("services/<slug:code>/report/<slug:key>/stop/", report.stop, name="report_stop"),
    path("services/<slug:code>/report/<slug:key>/you/", report.you, name="report_you"),
    path("services/<slug:code>/report/<slug:key>/check/", report.check, name="report_check"),
    path("services/<slug:code>/report/<slug:key>/photos/<str:name>", photos.of_draft, name="draft_photo"),
    path("addresses/", home.addresses, name="addresses"),
    path("requests/", public.reports, name="reports"),
    path("requests/<str:number>/", public.show, name="request"),
    path("requests/<str:number>/me-too/", public.me_too, name="me_too"),
    path("follow/", follow.search, name="follow_search"),
    path("follow/<str:token>/", follow.show, name="follow"),
    path("follow/<str:token>/sent/", follow.sent, name="sent"),
    path("follow/<str:token>/notes/", follow.notes, name="notes"),
    path("follow/<str:token>/photos/<str:name>", photos.of_follower, name="follow_photo"),
    path("photos/<str:name>", photos.public, name="photo"),
    path("robots.txt", machines.robots, name="robots"),
    path("favicon.ico", machines.favicon, name="favicon"),
]
