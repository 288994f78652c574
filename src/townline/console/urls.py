"""Addresses of the console. Every address is a noun; a verb on a request is a thing that can be made."""

from django.urls import URLPattern, path

from townline.console.views import account, calls, case, files, queue, verbs

app_name = "console"

_CASE = "requests/<str:number>/"

urlpatterns: list[URLPattern] = [
    path("", queue.queue, name="queue"),
    path("views/", queue.saved_views, name="saved_views"),
    path("views/<int:view_id>/removal/", queue.saved_view_removal, name="saved_view_removal"),
    path(_CASE, case.case, name="case"),
    path(f"{_CASE}contact/", case.contact, name="contact"),
    path(f"{_CASE}hold/", verbs.hold, name="hold"),
    path(f"{_CASE}release/", verbs.release, name="release"),
    path(f"{_CASE}closure/", verbs.closure, name="closure"),
    path(f"{_CASE}assignment/", verbs.assignment, name="assignment"),
    path(f"{_CASE}team/", verbs.team, name="team"),
    path(f"{_CASE}service/", verbs.service, name="service"),
    path(f"{_CASE}comments/", verbs.comments, name="comments"),
    path(f"{_CASE}reopening/", verbs.reopening, name="reopening"),
    path(f"{_CASE}duplicate/", verbs.duplicate, name="duplicate"),
    path("calls/new/", calls.new, name="call_new"),
    path("calls/new/<str:service_code>/", calls.script, name="call_script"),
    path("calls/addresses/", calls.addresses, name="call_addresses"),
    path("calls/<str:number>/", calls.logged, name="call_logged"),
    path("files/<str:name>", files.photo, name="photo"),
    path("jurisdiction/", account.jurisdiction, name="jurisdiction"),
    path("account/", account.account, name="account"),
]
