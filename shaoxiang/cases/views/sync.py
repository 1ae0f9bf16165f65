"""同步: a batch of what was written down on the spot, each item by itself.

    GET  /field/now.json  -> whose queue is open now: {"post", "name"}; not signed in: the sign-in page
    POST /field/sync/     {"post": 7, "items": [...]} -> {"results": [{"id", "outcome", ...}]}, in the order given, at most BATCH

`outcome`: `done` (number, url), `kept` (beside the case, with why), `refused` (field, reason: mend it and send it again), `wait` (files
not here yet: which). Each item is a transaction of its own: a mistake in one does not hold up the others, and the same item sent twice
is the same answer. Signed in by the session like every page, and guarded by the same token (X-CSRFToken).
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.forms import Form
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_POST, require_safe

from shaoxiang.cases import rules
from shaoxiang.cases.actions.field import ACTS, Enclosure, OnTheSpot, Taken, take_act, take_report
from shaoxiang.cases.forms.field import FieldActForm, FieldReportForm
from shaoxiang.cases.models import Case
from shaoxiang.cases.queries.field import on_the_ground
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files import uploads
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.web.asked import ActorRequest
from shaoxiang.kernel.web.decorators import signed_in

log = logging.getLogger("shaoxiang.cases")

BATCH = 50
FILES_MAX = 10
_ROLES = {role.value: role for role in (AttachmentRole.REPORT, AttachmentRole.HANDLE, AttachmentRole.VERIFY)}
_ID = re.compile(r"[0-9A-Za-z-]{8,40}")


@never_cache
@require_safe
@signed_in
@ensure_csrf_cookie
def now(request: ActorRequest) -> HttpResponse:
    """Whose items may be sent now."""
    return JsonResponse({"post": request.actor.post_id, "name": request.actor.name, "ground": on_the_ground(request.actor)})


@never_cache
@require_POST
@signed_in
def sync(request: ActorRequest) -> HttpResponse:
    """同步一批."""
    try:
        given = json.loads(request.body)
        post, items = given["post"], given["items"]
        if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
            raise ValueError
    except (ValueError, KeyError, TypeError):
        return JsonResponse({"reason": gettext("读不懂这一批：请刷新页面后再发。")}, status=400)
    if len(items) > BATCH:
        return JsonResponse({"reason": gettext("一批最多 %(n)d 条。") % {"n": BATCH}}, status=413)
    if post != request.actor.post_id or not on_the_ground(request.actor):
        return JsonResponse({"reason": gettext("这些是另一个岗位记下的：请换到那个岗位再发。"), "post": request.actor.post_id}, status=409)
    return JsonResponse({"results": [taken(item, request.actor, at=timezone.now()) for item in items]})


def taken(item: Mapping[str, Any], actor: Actor, *, at: datetime) -> dict[str, Any]:
    """One item and its answer. Nothing an item holds can stop the batch."""
    key = str(item.get("id", ""))
    if not _ID.fullmatch(key):
        return {"id": key[:40], "outcome": "refused", "field": "", "reason": gettext("这一条没有编号：请重新写一条。")}
    try:
        return {"id": key, **_answer(item, key, actor, at)}
    except _Mended as mended:
        return {"id": key, "outcome": "refused", "field": mended.field, "reason": mended.reason}
    except ReportRefused as refused:
        return {"id": key, "outcome": "refused", "field": refused.field, "reason": gettext(refused.reason)}
    except MoveRefused as refused:
        return {"id": key, "outcome": "refused", "field": "", "reason": gettext(refused.reason)}
    except PermissionDenied as denied:
        return {"id": key, "outcome": "refused", "field": "", "reason": gettext(str(denied) or "您现在的岗位没有这项权限。")}
    except Case.DoesNotExist:
        return {"id": key, "outcome": "refused", "field": "", "reason": gettext("找不到这件事，或者它已经不在您的范围内。")}
    except DatabaseError:
        raise
    except Exception:  # one strange item must not keep forty-nine others from arriving
        log.exception("field item")
        return {"id": key, "outcome": "refused", "field": "", "reason": gettext("系统没能收下这一条：已记录下来，请稍后再发，或改用电话上报。")}


class _Mended(Exception):
    """Something in the item wants mending."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.reason = field, reason


def _answer(item: Mapping[str, Any], key: str, actor: Actor, at: datetime) -> dict[str, Any]:
    enclosed, missing = _enclosures(item.get("files"), actor)
    if missing:
        return {"outcome": "wait", "files": missing, "reason": gettext("照片或录音还没有传完。")}
    made = parse_datetime(str(item.get("made_at") or "")) if item.get("made_at") else None
    made_at = rules.made_at(made if made is not None and timezone.is_aware(made) else None, received_at=at)
    spot = OnTheSpot(key, made_at, enclosed)
    fields = {str(name): _text(value) for name, value in (item.get("fields") or {}).items()} if isinstance(item.get("fields"), dict) else {}
    move = str(item.get("kind", ""))
    if move == "report":
        done = _report(fields, spot, actor, at)
    elif move in ACTS:
        form = FieldActForm(fields)
        _valid(form)
        done = take_act(
            str(item.get("number", "")), move, spot=spot, seen=str(item.get("seen") or "")[:80], arguments=form.arguments(move), actor=actor, at=at,
        )
    else:
        raise _Mended("", gettext("手机上的这一版不认识：请刷新页面后再发。"))
    return _shown(done)


def _text(value: Any) -> str:
    """As a browser would post it: a tick is "on", nothing is ""."""
    if isinstance(value, bool) or value is None:
        return "on" if value else ""
    return str(value)


def _report(fields: dict[str, str], spot: OnTheSpot, actor: Actor, at: datetime) -> Taken:
    pictures, voices = (sum(1 for one in spot.files if getattr(one.file, name)) for name in ("is_image", "is_recording"))
    form = FieldReportForm(fields, actor=actor, pictures=pictures, voices=voices)
    _valid(form)
    report = form.report(client_id=f"{actor.post_id}:{spot.client_id}", made_at=spot.made_at)
    return take_report(report, spot=spot, actor=actor, at=at, outcome=form.cleaned_data["outcome"])


def _valid(form: Form) -> None:
    """Raises _Mended with the first thing that is wrong."""
    for name, texts in form.errors.items():
        raise _Mended("" if name == "__all__" else name, str(texts[0]))


def _enclosures(given: Any, actor: Actor) -> tuple[list[Enclosure], list[str]]:
    """The item's files, and the keys of those that are not here yet."""
    if not isinstance(given, list):
        return [], []
    if len(given) > FILES_MAX:
        raise _Mended("photos", gettext("一次最多上传 %(n)d 个文件，请分几次传。") % {"n": FILES_MAX})
    found, missing = [], []
    for one in given:
        key = str(one.get("key", "")) if isinstance(one, dict) else ""
        upload = uploads.find(key, post_id=actor.post_id or 0)
        if upload is None or upload.file is None:
            missing.append(key[:40])
        else:
            found.append(Enclosure(upload.file, upload.name, _ROLES.get(str(one.get("role")), AttachmentRole.REPORT)))
    return found, missing


def _shown(done: Taken) -> dict[str, Any]:
    case = done.case
    answer = {"outcome": "kept" if done.kept else "done", "number": case.number, "url": reverse("field:task", args=[case.number])}
    if done.kept:
        answer["reason"] = gettext(done.why) if done.why else gettext("已作为“离线补记”留在经过里。")
    if case.source == "PROXY":
        answer["code"] = case.tracking_code
    return answer
