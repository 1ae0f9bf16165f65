from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from shaoxiang.kernel.access import require
from shaoxiang.kernel.interface import actions
from shaoxiang.kernel.interface.forms import KeyForm
from shaoxiang.kernel.interface.models import ApiKey
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.drafts import keeps_draft


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
@keeps_draft("interface:keys")
def keys(request: HttpRequest) -> HttpResponse:
    """接口密钥: list, and make one. A new token is on this answer only, so a reload does not show it again."""
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, actions.GRANTS["make_key"])
    form = KeyForm(request.POST or None)
    token, status = "", 200
    if request.method == "POST":
        if form.is_valid():
            given = form.cleaned_data
            _key, token = actions.make_key(
                given["name"], given["scopes"], body_id=form.binding.body_id, post_id=form.binding.post_id, per_minute=given["per_minute"],
                ends_on=given["ends_on"], actor=actor, at=timezone.now(),
            )
            form = KeyForm()
        else:
            status = 422
    return render(request, "interface/keys.html", {"form": form, "keys": ApiKey.objects.all(), "token": token, "today": timezone.localdate()}, status=status)


@require_POST
@signed_in
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    require(actor, actions.GRANTS["revoke_key"])
    key = actions.revoke_key(get_object_or_404(ApiKey, pk=pk).pk, actor=actor, at=timezone.now())
    messages.success(request, _("已停用“%(name)s”的密钥。") % {"name": key.name})
    return redirect("interface:keys")
