"""登录, 退出, 选岗位, 改密码, and the one-click people of a demonstration."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.institutions import actions, queries
from shaoxiang.institutions.forms import PasswordForm, SignInForm
from shaoxiang.institutions.models import Account
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.web import drafts
from shaoxiang.kernel.web.preferences import safe_next
from shaoxiang.kernel.web.session import KEPT, POST, SINCE


@sensitive_post_parameters("password")
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """登录. Five wrong passwords in a row close the account to that address for a quarter of an hour (axes)."""
    target = safe_next(request, request.POST.get("next") or request.GET.get("next"), "")
    if request.method != "POST" and request.actor.account_id is not None and request.actor.assignment_id is None:  # type: ignore[attr-defined]
        return redirect(f"{reverse('institutions:choose_post')}?{urlencode({'next': target})}")  # signed in already: what is missing is a post
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        account = authenticate(request, username=form.cleaned_data["username"], password=form.cleaned_data["password"])
        if isinstance(account, Account):
            if account.one_time_until is not None and account.one_time_until < timezone.now():
                form.add_error(None, gettext("一次性密码已过期，请找安全管理员重新设置。"))
            else:
                return _enter(request, account, target)
        else:
            form.add_error(None, gettext("账号或密码不对。连续输错 5 次会锁定 15 分钟；忘了密码请找本单位的安全管理员。"))
    page = {"form": form, "next": target, "demo": queries.is_demo() and not settings.PRODUCTION}
    return render(request, "institutions/sign_in.html", page, status=422 if form.is_bound else 200)


def _enter(request: HttpRequest, account: Account, target: str, assignment_id: int | None = None) -> HttpResponse:
    """Open the session, take over the visitor's drafts, sit down in the post if there is only one."""
    visitor = request.session.session_key
    login(request, account, backend="django.contrib.auth.backends.ModelBackend")
    drafts.adopt(request, visitor, f"account:{account.pk}")
    request.session[SINCE] = timezone.now().timestamp()
    choices = queries.posts_of(account, timezone.localdate())
    if assignment_id is None and len(choices) == 1:
        assignment_id = choices[0].assignment_id
    actor = queries.actor_of(assignment_id, account, timezone.localdate()) if assignment_id is not None else None
    actions.note_sign_in(account, actor=actor or _postless(account), at=timezone.now())
    if account.one_time_until is not None:
        return redirect("institutions:password")
    if actor is None:
        return redirect(f"{reverse('institutions:choose_post')}?{urlencode({'next': target})}")
    _sit_down(request, account, actor, int(assignment_id or 0))
    return HttpResponseRedirect(target or _desk())


def _sit_down(request: HttpRequest, account: Account, actor: Actor, assignment_id: int, before: int | None = None) -> None:
    request.session[POST] = assignment_id
    request.session.pop(KEPT, None)
    actions.note_post(account, actor=actor, at=timezone.now(), before=before)


def _postless(account: Account) -> Actor:
    return Actor(kind=ActorKind.PERSON, account_id=account.pk, person_id=account.person_id)


def _desk() -> str:
    try:
        return resolve_url(settings.LOGIN_REDIRECT_URL)
    except NoReverseMatch:
        return "/"


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.account_id is not None:
        actions.note_sign_out(actor.account_id, actor=actor, at=timezone.now())
    logout(request)
    response = redirect("institutions:sign_in")
    response.delete_cookie("shaoxiang_field")  # the grid worker's telephone clears what it took along (docs/field.md)
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def choose_post(request: HttpRequest) -> HttpResponse:
    """选岗位, 换岗位: one acts in one post at a time."""
    account = _account(request)
    if account is None:
        return redirect(f"{reverse('institutions:sign_in')}?{urlencode({'next': request.get_full_path()})}")
    if account.one_time_until is not None:
        return redirect("institutions:password")
    target = safe_next(request, request.POST.get("next") or request.GET.get("next"), "")
    chosen = request.POST.get("assignment", "")
    if request.method == "POST" and chosen.isdecimal() and len(chosen) < 19:
        actor = queries.actor_of(int(chosen), account, timezone.localdate())
        if actor is None:
            raise Http404
        before: Actor = request.actor  # type: ignore[attr-defined]
        _sit_down(request, account, actor, int(chosen), before=before.post_id)
        return HttpResponseRedirect(target or _desk())
    page = {"choices": queries.posts_of(account, timezone.localdate()), "next": target, "current": request.session.get(POST)}
    return render(request, "institutions/choose_post.html", page)


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    account = _account(request)
    if account is None:
        return redirect(f"{reverse('institutions:sign_in')}?{urlencode({'next': request.get_full_path()})}")
    form = PasswordForm(request.POST or None, account=account)
    if form.is_bound and form.is_valid():
        changed = actions.change_password(account.pk, form.cleaned_data["new_password"], actor=request.actor, at=timezone.now())  # type: ignore[attr-defined]
        update_session_auth_hash(request, changed)
        request.session.pop(KEPT, None)
        return redirect("institutions:choose_post")
    page = {"form": form, "first": account.one_time_until is not None}
    return render(request, "institutions/password.html", page, status=422 if form.is_bound else 200)


def _account(request: HttpRequest) -> Account | None:
    user = request.user
    return user if isinstance(user, Account) and user.is_active else None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def demo_people(request: HttpRequest) -> HttpResponse:
    """演示人员: one press signs in. Exists only where the demonstration flag was written at seeding, never in production."""
    if settings.PRODUCTION or not queries.is_demo():
        raise Http404
    if request.method == "POST":
        account = get_object_or_404(Account, username=request.POST.get("username", ""), demo=True, is_active=True)
        if request.user.is_authenticated:
            logout(request)
        return _enter(request, account, safe_next(request, request.POST.get("next"), ""))
    people = _demo_people()
    return render(request, "institutions/demo.html", {"people": people, "next": safe_next(request, request.GET.get("next"), "")})


def _demo_people() -> list[dict[str, Any]]:
    """Accounts with their first post and roles, in the order of the accounts."""
    on = timezone.localdate()
    rows = []
    for account in Account.objects.filter(demo=True, is_active=True).select_related("person").order_by("pk")[:60]:
        choices = queries.posts_of(account, on)
        if choices:
            actor = queries.actor_of(choices[0].assignment_id, account, on)
            rows.append({"account": account, "choices": choices, "roles": sorted(actor.roles) if actor else []})
    return rows


def locked_out(request: HttpRequest, credentials: dict[str, Any] | None = None, *_args: Any, **_kwargs: Any) -> HttpResponse:
    """Too many wrong passwords. Called by axes."""
    username = str((credentials or {}).get("username") or request.POST.get("username", ""))[:60]
    actions.note_lock_out(username, at=timezone.now())
    return render(request, "institutions/locked_out.html", status=429)
