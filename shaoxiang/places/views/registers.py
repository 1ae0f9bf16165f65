"""导入名册: a dry run with every bad line first, then the import; the outlines come later by 导入边界."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from shaoxiang.kernel.access import require
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.places import access, actions
from shaoxiang.places.forms import RegisterForm
from shaoxiang.places.queries.registers import BadLine, RegisterTable, bad_lines

SHOWN = 200


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def load_register(request: ActorRequest) -> HttpResponse:
    require(request.actor, access.LOAD)
    form = RegisterForm(request.POST or None, request.FILES or None)
    report, bad = None, list[BadLine]()
    wanted = "load" in request.POST
    if request.method == "POST" and form.is_valid():
        table: RegisterTable = form.cleaned_data["file"]
        report = actions.load_register(
            form.cleaned_data["level"], table.rows, actor=request.actor, at=timezone.now(), dry_run=not wanted or bool(table.errors),
            valid_from=form.cleaned_data["valid_from"],
        )
        bad = bad_lines(table, report.flaws)
    refused = bool(form.errors) or (wanted and bool(bad))
    context = {"form": form, "report": report, "bad": bad[:SHOWN], "total": len(bad), "wanted": wanted}
    return render(request, "places/register_load.html", context, status=422 if refused else 200)
