"""Service request updates, both ways."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils import timezone

from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311 import actions
from shaoxiang.open311.queries import updates as found
from shaoxiang.open311.rules import params
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.views.endpoint import Call, endpoint, now_and_zone
from shaoxiang.open311.views.requests import form_only
from shaoxiang.open311.vocabulary import ReportedStatus

ROOT = "service_request_updates"
WORDS_MAX = 2000


@endpoint("GET", "HEAD", "POST")
def updates(call: Call) -> HttpResponse:
    """GET: the public steps; POST: what another system did."""
    if call.request.method == "POST":
        return _post(call)
    actor, wanted = call.reader(), params.wanted(call.given, **now_and_zone())
    if call.jurisdiction is not None:
        return call.answer(ROOT, [])
    listed = found.updates(wanted, actor)
    return call.page(ROOT, listed.rows, listed.next)


def _post(call: Call) -> HttpResponse:
    """Needs update_id, service_request_id, status, description, and a key bound to the post that has the case."""
    holder = call.holder(Scope.CASES_WRITE)
    if holder is None:
        raise Refused(403, _("报进展要带 api_key，密钥要绑定承办岗位：请向系统管理员要一把。"))
    if call.jurisdiction is not None:
        raise Refused(403, _("导入的外地辖区只能读，不能在这里报事。"))
    form_only(call)
    given = call.given
    missing = [name for name in ("update_id", "service_request_id", "status", "description") if not given.get(name)]
    if missing:
        raise Refused(400, _("缺少 %(names)s。"), names="、".join(missing))
    if len(given["update_id"]) > 64 or len(given["description"]) > WORDS_MAX:
        raise Refused(400, _("update_id 最多 64 个字，description 最多 2000 字。"))
    status = given["status"].upper().replace(" ", "_")
    if status not in ReportedStatus._value2member_map_:
        raise Refused(400, _("status 只能是：%(known)s。"), known=", ".join(each.value for each in ReportedStatus))
    entry = actions.receive_update(
        given["service_request_id"], given["update_id"], ReportedStatus(status), given["description"], actor=holder.actor, at=timezone.now(),
        key_id=holder.key_id,
    )
    return call.answer(ROOT, [{"update_id": str(entry.pk), "account_id": None}], status=201)
