"""附依据的原件, from the page of the draft."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from shaoxiang.duties import actions
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.forms import BasisForm
from shaoxiang.duties.models import BasisPaper
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.duties.views.versions import _draft, draft_page, stale_act, why_not
from shaoxiang.kernel.web.decorators import signed_in
from shaoxiang.kernel.web.once import once


@signed_in
@require_POST
@once
def version_basis(request: HttpRequest, pk: int) -> HttpResponse:
    """Attach one; with ?drop= take that one off."""
    found = _draft(request, pk)
    actor, at = request.actor, timezone.now()  # type: ignore[attr-defined]
    drop = request.POST.get("drop", "")
    form = BasisForm(request.POST, request.FILES)
    try:
        if drop.isdecimal():
            revision = request.POST.get("revision", "")
            actions.drop_basis(pk, int(drop), actor=actor, at=at, revision=int(revision) if revision.isdecimal() else -1)
        elif form.is_valid():
            actions.attach_basis(pk, **form.cleaned_data, actor=actor, at=at)
            messages.success(request, gettext("原件附上了：看得到这一版的人都能打开。"))
        else:
            return draft_page(request, found, refused=gettext("请先选要附的文件。"))
    except StaleDraft as stale:
        found.refresh_from_db()
        return draft_page(request, found, refused=stale_act(stale))
    except BasisPaper.DoesNotExist:
        return draft_page(request, found, refused=gettext("这份原件已经拿掉了。"))
    except ChangeRefused as refused:
        return draft_page(request, found, refused=why_not(refused))
    return redirect("duties:version", pk=pk)
