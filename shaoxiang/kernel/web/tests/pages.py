"""Pages that refuse, fail and act, for the tests of the shell."""

from __future__ import annotations

from django import forms
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template import engines
from django.urls import include, path

from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import initial, keeps_draft
from shaoxiang.kernel.web.models import SavedFilter
from shaoxiang.kernel.web.once import once

ERRORS = {
    "refused": MoveRefused("close", "CLOSED", "已由 李老 在 10:05 办结。"),
    "denied": PermissionDenied("您现在的岗位没有这项权限。"),
    "too-big": RequestDataTooBig("x"),
    "suspicious": SuspiciousOperation("x"),
    "database": OperationalError("connection refused"),
    "fault": ZeroDivisionError("x"),
}


NOTE = """{% extends "web/base.html" %}{% block content %}{% kept_draft request.draft %}{% error_summary form %}
<form method="post">{% csrf_token %}{% once_token %}{% field form.title %}{% field form.kind %}{% field form.photo %}</form>{% endblock %}"""


def fail(request: HttpRequest, how: str) -> HttpResponse:
    raise ERRORS[how]


class NoteForm(forms.Form):
    title = forms.CharField(label="标题", max_length=20, help_text="一句话")
    kind = forms.MultipleChoiceField(label="种类", choices=[("a", "甲"), ("b", "乙")], required=False, widget=forms.CheckboxSelectMultiple)
    photo = forms.FileField(label="照片", required=False)


@signed_in
@keeps_draft("tests:note:{pk}")
@once
def note(request: HttpRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST or None, initial=initial(request))
    if form.is_bound and form.is_valid():
        title = form.cleaned_data["title"]
        if title in ERRORS:
            SavedFilter.objects.create(account_id=pk, page="tests", name="half", query="")
            raise ERRORS[title]
        with transaction.atomic():
            row = SavedFilter.objects.create(account_id=pk, page="tests", name=f"{title} {SavedFilter.objects.count()}", query="")
        return HttpResponseRedirect(f"/done/{row.pk}/")
    return HttpResponse(engines["django"].from_string(NOTE).render({"form": form}, request), status=422 if form.is_bound else 200)


urlpatterns = [
    path("fail/<str:how>/", fail),
    path("api/fail/<str:how>/", fail),
    path("note/<int:pk>/", note),
    path("", include("shaoxiang.config.urls")),
]
handler400 = "shaoxiang.kernel.web.views.bad_request"
handler403 = "shaoxiang.kernel.web.views.forbidden"
handler404 = "shaoxiang.kernel.web.views.not_found"
handler500 = "shaoxiang.kernel.web.views.server_error"
