"""账号: opened, switched off, given a new one-time password by the security administrator; read by the audit administrator."""

from __future__ import annotations

from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from shaoxiang.institutions import actions, queries, rules
from shaoxiang.institutions.access import GRANTS
from shaoxiang.institutions.forms import AccountForm
from shaoxiang.institutions.models import Account
from shaoxiang.kernel import access
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.journal.models import Entry
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft
from shaoxiang.kernel.web.paging import keyset


def _reader(request: HttpRequest) -> Actor:
    """Raises PermissionDenied: the security and the audit administrator only."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require(actor, GRANTS["read_accounts"])
    return actor


@signed_in
@require_safe
def account_list(request: HttpRequest) -> HttpResponse:
    actor = _reader(request)
    words = request.GET.get("q", "").strip()[:40]
    rows = Account.objects.select_related("person")
    if words:
        rows = rows.filter(username__icontains=words) | rows.filter(person__name__icontains=words)
    if request.GET.get("state") in ("active", "disabled"):
        rows = rows.filter(is_active=request.GET["state"] == "active")
    page = keyset(rows, order=("username",), cursor=request.GET.get("cursor"), size=50)
    may = access.allowed(actor, GRANTS["manage_accounts"])
    return render(request, "institutions/accounts.html", {"page": page, "q": words, "state": request.GET.get("state", ""), "may": may})


@signed_in
@never_cache
@keeps_draft("institutions:account_create")
@require_http_methods(["GET", "HEAD", "POST"])
def account_create(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    access.require(actor, GRANTS["manage_accounts"])
    form = AccountForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            account, secret = actions.create_account(form.cleaned_data["username"], form.cleaned_data["person"], actor=actor, at=timezone.now())
        except IntegrityError:
            form.add_error("username", gettext("这个账号已有人用，请换一个。"))
        else:
            return _show_once(request, account, secret)
    return render(request, "institutions/account_create.html", {"form": form}, status=422 if form.is_bound else 200)


def _show_once(request: HttpRequest, account: Account, secret: str) -> HttpResponse:
    """The one-time password is on this answer only: not stored, not in the address, not cached."""
    return render(request, "institutions/account_secret.html", {"account": account, "secret": secret})


@signed_in
@require_safe
def account_page(request: HttpRequest, pk: int) -> HttpResponse:
    actor = _reader(request)
    return _account_page(request, actor, get_object_or_404(Account.objects.select_related("person"), pk=pk))


def _account_page(request: HttpRequest, actor: Actor, account: Account, refusal: str = "") -> HttpResponse:
    page = {
        "account": account, "refusal": refusal, "choices": queries.posts_of(account, timezone.localdate()),
        "may": access.allowed(actor, GRANTS["manage_accounts"]) and account.pk != actor.account_id,
        "history": Entry.objects.filter(subject_kind="account", subject_id=account.pk).order_by("-seq")[:100],
    }
    return render(request, "institutions/account.html", page, status=422 if refusal else 200)


@signed_in
@require_POST
def account_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """停用, 启用."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account = get_object_or_404(Account.objects.select_related("person"), pk=pk)
    try:
        actions.set_account_active(pk, request.POST.get("active") == "1", actor=actor, at=timezone.now())
    except rules.RolesRefused as refused:
        return _account_page(request, actor, account, gettext(refused.sentence))
    return redirect("institutions:account", pk=pk)


@signed_in
@never_cache
@require_POST
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """重置密码."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    account = get_object_or_404(Account.objects.select_related("person"), pk=pk)
    try:
        account, secret = actions.reset_password(pk, actor=actor, at=timezone.now())
    except rules.RolesRefused as refused:
        return _account_page(request, actor, account, gettext(refused.sentence))
    return _show_once(request, account, secret)
