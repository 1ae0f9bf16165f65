"""上级工单: files in with a dry run, statuses out, the delivery log."""

from __future__ import annotations

from collections.abc import Callable
from operator import itemgetter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.cases.queries import cases_for
from shaoxiang.hotline import access
from shaoxiang.hotline.actions.statuses import as_json, collect, send_again
from shaoxiang.hotline.actions.tickets import import_file, keep_file
from shaoxiang.hotline.forms.settings import UploadForm
from shaoxiang.hotline.models import DeliveryAttempt, ExchangeProfile, StatusMessage, TicketIntake
from shaoxiang.hotline.queries import links_of
from shaoxiang.hotline.queries.tickets import dry_run, intake_records, today_name, trouble_words
from shaoxiang.hotline.vocabulary import Direction, ExchangeForm, MessageState
from shaoxiang.kernel.access import allowed, require
from shaoxiang.kernel.exchange import Column, RowError, export
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.paging import keyset

INTAKES_SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """上级工单: the profiles, the files that came, a new one to try."""
    require(request.actor, access.GRANTS["follow_tickets"])
    may_import = allowed(request.actor, access.GRANTS["import_tickets"])
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        require(request.actor, access.GRANTS["import_tickets"])
        if form.is_valid():
            upload = form.cleaned_data["file"]
            try:
                intake = keep_file(form.cleaned_data["profile"], upload.name, upload.read(), actor=request.actor, at=timezone.now())
            except RowError as error:
                form.add_error("file", [str(one) for one in error.every[:20]])
            else:
                return HttpResponseRedirect(reverse("hotline:intake", args=[intake.pk]))
    profiles = list(ExchangeProfile.objects.select_related("answers_to"))
    waiting = {one.pk: StatusMessage.objects.filter(profile=one, state=MessageState.TO_FILE)[:1000].count() for one in profiles if _to_file(one)}
    context = {
        "form": form, "profiles": [(profile, waiting.get(profile.pk)) for profile in profiles], "may_import": may_import,
        "intakes": TicketIntake.objects.select_related("profile")[:INTAKES_SHOWN],
    }
    return render(request, "hotline/tickets.html", context, status=422 if form.is_bound else 200)


def _to_file(profile: ExchangeProfile) -> bool:
    return bool(profile.direction == Direction.OUT and profile.form != ExchangeForm.WEBHOOK)


@never_cache
@require_http_methods(["GET", "POST"])
@signed_in
def intake(request: ActorRequest, pk: int) -> HttpResponse:
    """试导入的结果, line by line; then the import."""
    require(request.actor, access.GRANTS["import_tickets"])
    found = get_object_or_404(TicketIntake.objects.select_related("profile"), pk=pk)
    if request.method == "POST":
        done = import_file(found, actor=request.actor, at=timezone.now())
        words = gettext("已导入：新建 %(made)d 件，已有 %(known)d 件，有误 %(refused)d 行。")
        messages.success(request, words % {"made": done.made, "known": len(done.taken) - done.made, "refused": len(done.refused)})
        return HttpResponseRedirect(reverse("hotline:intake", args=[found.pk]))
    lines = dry_run(found.profile, intake_records(found))
    counts = {state: sum(line.state == state for line in lines) for state in ("NEW", "KNOWN", "REFUSED")}
    shown = [(line, [trouble_words(one) for one in line.troubles]) for line in lines[:500]]
    return render(request, "hotline/intake.html", {"intake": found, "lines": shown, "counts": counts, "rows": len(lines)})


@require_safe
@signed_in
def refused(request: ActorRequest, pk: int) -> Any:
    """有误的行 as a file, in the sender's own fields, each with what is wrong: to be put right and sent again."""
    require(request.actor, access.GRANTS["import_tickets"])
    found = get_object_or_404(TicketIntake.objects.select_related("profile"), pk=pk)
    records = intake_records(found)
    wrong = {line.line: "；".join(trouble_words(one) for one in line.troubles) for line in dry_run(found.profile, records) if line.state == "REFUSED"}
    rows = [(record, wrong[line]) for line, record in records if line in wrong]
    names = list(dict.fromkeys(name for record, _words in rows for name in record))
    columns = [*(Column(name, _of_first(name)) for name in names), Column(gettext("哪里有误"), itemgetter(1))]
    return export(columns, rows, "csv", f"{found.profile.code}-{found.pk}")


def _of_first(name: str) -> Callable[[Any], Any]:
    return lambda row: row[0].get(name, "")


@require_POST
@signed_in
def statuses(request: ActorRequest, pk: int) -> Any:
    """状态导出: by a file-based outward profile; what was not handed over yet, or all again."""
    require(request.actor, access.GRANTS["follow_tickets"])
    profile = get_object_or_404(ExchangeProfile, pk=pk, direction=Direction.OUT)
    if not _to_file(profile):
        raise Http404
    collected = collect(profile, actor=request.actor, at=timezone.now(), again=request.POST.get("again") == "1")
    name = today_name(profile)
    if profile.form == ExchangeForm.JSON:
        response = HttpResponse(as_json(collected), content_type="application/json; charset=utf-8")
        response["Content-Disposition"] = content_disposition_header(True, f"{name}.json") or "attachment"
        return response
    columns = [Column(heading, itemgetter(heading)) for heading in collected.columns]
    return export(columns, collected.records, "csv" if profile.form == ExchangeForm.CSV else "xlsx", name)


@never_cache
@require_safe
@signed_in
def deliveries(request: ActorRequest) -> HttpResponse:
    """推送记录: what was told to which system, and what did not arrive."""
    require(request.actor, access.GRANTS["follow_tickets"])
    state = request.GET.get("state", "")
    rows = StatusMessage.objects.select_related("profile", "link")
    if state in MessageState._value2member_map_:
        rows = rows.filter(state=state)
    page = keyset(rows, order=("-id",), cursor=request.GET.get("cursor"), size=50)
    tries: dict[int, list[DeliveryAttempt]] = {}
    for one in DeliveryAttempt.objects.filter(message__in=[row.pk for row in page.rows]).order_by("pk"):
        tries.setdefault(one.message_id, []).append(one)
    context = {"page": page, "lines": [(row, tries.get(row.pk, [])) for row in page.rows], "state": state, "states": list(MessageState)}
    return render(request, "hotline/deliveries.html", context)


@require_POST
@signed_in
def again(request: ActorRequest) -> HttpResponse:
    """重发: the chosen ones, or everything given up."""
    require(request.actor, access.GRANTS["send_again"])
    chosen: Any = [int(pk) for pk in request.POST.getlist("pk") if pk.isascii() and pk.isdigit() and len(pk) < 19]
    if request.POST.get("all") == "1":
        chosen = list(StatusMessage.objects.filter(state=MessageState.DEAD).values_list("pk", flat=True)[:1000])
    sent = send_again(chosen, actor=request.actor, at=timezone.now())
    messages.success(request, gettext("%(n)d 条重新排队，马上就推。") % {"n": sent})
    return HttpResponseRedirect(reverse("hotline:deliveries"))


@require_safe
@signed_in
def panel(request: ActorRequest, number: str) -> HttpResponse:
    """On the case page: which tickets this is, what came with them, what was told back."""
    case = get_object_or_404(cases_for(request.actor), matter__number=number)
    links = list(links_of(case.pk))
    told: dict[int, list[StatusMessage]] = {}
    for message in StatusMessage.objects.filter(link__in=links).order_by("pk"):
        told.setdefault(message.link_id, []).append(message)
    return render(request, "hotline/panel.html", {"links": [(link, told.get(link.pk, [])) for link in links]})
