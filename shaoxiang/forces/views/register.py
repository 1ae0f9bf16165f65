"""下沉力量 register: figures that agree, every force, its team and members, certificates."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from shaoxiang.forces import access, actions
from shaoxiang.forces.forms import AllocationForm, EndMemberForm, MemberForm, TeamForm
from shaoxiang.forces.models import Member
from shaoxiang.forces.queries.register import certificates_ending, force_page, forces_seen, mismatch_words, people_to_register, register_page
from shaoxiang.forces.rules import ForceRefused
from shaoxiang.forces.vocabulary import MemberKind
from shaoxiang.institutions.models import Body
from shaoxiang.institutions.vocabulary import BodyKind
from shaoxiang.kernel.access import require
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.asked import ActorRequest, asked_day, tell
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.once import once


@never_cache
@require_safe
@signed_in
def index(request: ActorRequest) -> HttpResponse:
    """下沉力量 on any day: totals, and whether decision, register, people and teams agree."""
    require(request.actor, access.GRANTS["see_duty"])
    on, notice = asked_day(request)
    page = register_page(request.actor, on)
    context = {"page": page, "wrong": mismatch_words(page.wrong), "on": on, "today": timezone.localdate(), "notice": notice}
    return render(request, "forces/index.html", context)


def _force(request: ActorRequest, code: str) -> Body:
    return get_object_or_404(forces_seen(request.actor), code=code)


@never_cache
@require_safe
@signed_in
def force(request: ActorRequest, code: str) -> HttpResponse:
    """One force: how it is sent, who commands it, crews, power, equipment, members with their certificates."""
    return render(request, "forces/force.html", {"page": force_page(_force(request, code), request.actor, now=timezone.now())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:team:{code}")
def team(request: ActorRequest, code: str) -> HttpResponse:
    body = _force(request, code)
    require(request.actor, access.GRANTS["edit_team"], body)
    held = getattr(body, "team", None)
    initial: dict[str, Any] = {"crews": 1}
    if held is not None:
        kept = ("crews", "power", "power_en", "phone", "drill", "base_lon", "base_lat")
        initial = {name: getattr(held, name) for name in kept} | {"equipment": "\n".join(held.equipment)}
    form = TeamForm(request.POST or None, initial={**initial, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_team(body.pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            return _done(request, body)
    return _form_page(request, body, form, gettext("队伍情况"))


def _done(request: ActorRequest, body: Body) -> HttpResponse:
    messages.success(request, gettext("已保存。"))
    return HttpResponseRedirect(reverse("forces:force", args=[body.code]))


def _form_page(request: ActorRequest, body: Body, form: Any, title: str, note: str = "") -> HttpResponse:
    context = {"form": form, "body": body, "title": title, "note": note, "back": reverse("forces:force", args=[body.code])}
    return render(request, "forces/form.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:member:{code}")
def member_new(request: ActorRequest, code: str) -> HttpResponse:
    return _member(request, _force(request, code), None)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:member:{pk}")
def member(request: ActorRequest, pk: int) -> HttpResponse:
    row = _row(request, pk)
    return _member(request, row.body, row)


def _row(request: ActorRequest, pk: int) -> Member:
    row = get_object_or_404(Member.objects.select_related("body", "person"), pk=pk, valid_to=None)
    if not forces_seen(request.actor).filter(pk=row.body_id).exists():
        raise Http404
    return row


def _member(request: ActorRequest, body: Body, row: Member | None) -> HttpResponse:
    require(request.actor, access.GRANTS["edit_members"], body)
    initial: dict[str, Any] = {"kind": "OFFICER"}
    if row is not None:
        initial = {name: getattr(row, name) for name in ("kind", "certificate", "issued_on", "valid_until")}
        initial |= {"work_phone": row.person.work_phone, "on_quota": row.quota_id is not None}
    people = people_to_register(body, request.actor, timezone.localdate()) if row is None else []
    form = MemberForm(request.POST or None, known=row is not None, people=people, initial={**initial, **drafts.initial(request)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_member(body.pk, pk=row.pk if row else None, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            return _done(request, body)
    note = gettext("只记工作上的姓名和办公电话。辅助人员不占编制、没有执法证，也不算执法人员。")
    return _form_page(request, body, form, row.person.shown_name if row else gettext("登记成员"), note)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
def member_end(request: ActorRequest, pk: int) -> HttpResponse:
    """成员离开."""
    row = _row(request, pk)
    require(request.actor, access.GRANTS["edit_members"], row.body)
    auxiliary = row.kind == MemberKind.AUXILIARY
    form = EndMemberForm(request.POST or None, auxiliary=auxiliary, initial={"since": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_member(pk, actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            return _done(request, row.body)
    return _form_page(request, row.body, form, gettext("%(name)s离开") % {"name": row.person.shown_name})


@never_cache
@require_safe
@signed_in
def certificates(request: ActorRequest) -> HttpResponse:
    """执法证件: those that ran out or soon will, among the forces the reader may see."""
    return render(request, "forces/certificates.html", {"rows": certificates_ending(request.actor, timezone.localdate())})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@once
@keeps_draft("forces:allocation")
def allocation_new(request: ActorRequest) -> HttpResponse:
    """配置力量 from a day on."""
    require(request.actor, access.GRANTS["allocate"])
    bodies = Body.objects.filter(valid_to=None).order_by("order", "pk")
    departments = [(body.pk, body.shown_name) for body in bodies.filter(kind=BodyKind.DEPARTMENT.value)]
    kinds = [kind.value for kind in (BodyKind.DISPATCHED_INSTITUTION, BodyKind.EMERGENCY_TEAM)]
    units = [(body.pk, body.shown_name) for body in bodies.filter(kind__in=kinds)]
    units += [(body.pk, f"{body.unit.shown_name if body.unit else ''} {body.shown_name}")
              for body in bodies.filter(kind=BodyKind.AFFILIATED_INSTITUTION.value).select_related("unit")]
    form = AllocationForm(request.POST or None, departments=departments, units=units, initial=drafts.initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.allocate(actor=request.actor, at=timezone.now(), **form.cleaned_data)
        except ForceRefused as refused:
            tell(form, refused)
        else:
            messages.success(request, gettext("配置已登记；原来的一条到那天为止。"))
            return HttpResponseRedirect(reverse("forces:index"))
    context = {"form": form, "title": gettext("配置力量"), "back": reverse("forces:index"), "note": gettext("过去的配置不改，只从某天起续一条。")}
    return render(request, "forces/form.html", context, status=422 if form.errors else 200)
