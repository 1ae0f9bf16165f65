"""草稿: nothing typed is ever lost, whatever refuses the form: a mistake in it, an expired sign-in, someone who was faster, a fault.

    @keeps_draft("cases:new")            # one name per form
    def new(request): …                  # form = NewCaseForm(request.POST or None, initial=drafts.initial(request))
                                         # {% kept_draft request.draft %} above the form
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps
from typing import Any

from django.conf import settings
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import timezone

from shaoxiang.kernel.web.models import Draft, OnceToken

KEPT_FOR = timedelta(days=7)
MAX_CHARS = 200_000
NEVER_KEPT = frozenset({"csrfmiddlewaretoken", "once", "password", "old_password", "new_password", "new_password1", "new_password2", "code", "secret", "robot"})
View = Callable[..., HttpResponse]


def owner_of(request: HttpRequest) -> str:
    """Whose draft: the account's; for a visitor, the browser session's (made if there is none yet)."""
    actor = getattr(request, "actor", None)
    if actor is not None and actor.account_id is not None:
        return f"account:{actor.account_id}"
    if not request.session.session_key:
        request.session.create()
    return session_owner(str(request.session.session_key))


def session_owner(session_key: str) -> str:
    """The key itself opens the session, so only its digest is stored."""
    return "session:" + hashlib.sha256(f"{settings.SECRET_KEY[:16]}{session_key}".encode()).hexdigest()[:40]


def keep(request: HttpRequest, form: str, data: QueryDict) -> None:
    """Keep what was typed. Files cannot be kept; passwords and codes are not. Overwrites the form's earlier draft."""
    typed = {name: data.getlist(name) for name in data if name not in NEVER_KEPT}
    if sum(len(value) for values in typed.values() for value in values) > MAX_CHARS or not any(any(v) for v in typed.values()):
        return
    Draft.objects.update_or_create(owner=owner_of(request), form=form, defaults={"data": typed, "at": timezone.now()})


def restore(request: HttpRequest, form: str) -> Draft | None:
    """The draft of that form, if one is kept; never makes a session."""
    actor = getattr(request, "actor", None)
    signed_in = actor is not None and actor.account_id is not None
    if not signed_in and not request.session.session_key:
        return None
    return Draft.objects.filter(owner=owner_of(request), form=form, at__gte=timezone.now() - KEPT_FOR).first()


def drop(request: HttpRequest, form: str) -> None:
    """The form succeeded."""
    if getattr(request, "actor", None) is not None and request.actor.account_id is None and not request.session.session_key:  # type: ignore[attr-defined]
        return
    Draft.objects.filter(owner=owner_of(request), form=form).delete()


def initial(request: HttpRequest) -> dict[str, Any]:
    """The kept draft as a form's `initial` (single values; lists where several were chosen)."""
    draft: Draft | None = getattr(request, "draft", None)
    if draft is None:
        return {}
    return {name: values[0] if len(values) == 1 else values for name, values in draft.data.items()}


def adopt(request: HttpRequest, session_key: str | None, owner: str) -> None:
    """Someone signed in: the drafts of the visitor's session become his, unless he has a newer one of that form."""
    if not session_key:
        return
    for draft in Draft.objects.filter(owner=session_owner(session_key)):
        Draft.objects.filter(owner=owner, form=draft.form).delete()
        draft.owner = owner
        draft.save(update_fields=["owner"])


def forget_old(*, now: datetime) -> int:
    """Drafts and once tokens past their time go; a daily job."""
    return Draft.objects.filter(at__lt=now - KEPT_FOR).delete()[0] + OnceToken.objects.filter(at__lt=now - KEPT_FOR).delete()[0]


def keeps_draft(form: str) -> Callable[[View], View]:
    """A failed POST keeps what was typed (422 and whatever is raised); a redirect drops the draft; a GET finds it in `request.draft`."""

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            name = form.format(**kwargs) if "{" in form else form
            request.draft = None  # type: ignore[attr-defined]
            if request.method != "POST":
                request.draft = restore(request, name)  # type: ignore[attr-defined]
                return view(request, *args, **kwargs)
            request.draft_form = name  # type: ignore[attr-defined]
            response = view(request, *args, **kwargs)
            if response.status_code >= 400:
                keep(request, name, request.POST)
            else:
                drop(request, name)
            return response

        wrapped.keeps_draft = form  # type: ignore[attr-defined]
        return wrapped

    return decorate


def keep_failed_post(request: HttpRequest) -> None:
    """Called where the view could not: an exception, an expired sign-in, a missing CSRF token. Never raises."""
    name = draft_form_of(request)
    if request.method != "POST" or not name:
        return
    try:
        with transaction.atomic():
            keep(request, name, request.POST)
    except (DatabaseError, ValueError):
        return  # keeping is a kindness: its own failure must not hide the first one


def draft_form_of(request: HttpRequest) -> str | None:
    """The form's name: set by the decorator, else read off the view the address leads to."""
    name = getattr(request, "draft_form", None)
    match = request.resolver_match
    if name is None and match is not None:
        form = getattr(match.func, "keeps_draft", None)
        name = form.format(**match.kwargs) if form else None
    return name
