"""Every refusal and fault in words: what happened, what to do next. A page, a fragment for htmx, a problem document for the API."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFilesSent
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext

from shaoxiang.kernel.access import ActorKind
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web import drafts

log = logging.getLogger("shaoxiang.web")
DATABASE_GONE = (OperationalError, InterfaceError)


@dataclass(frozen=True, slots=True)
class Fault:
    """One kind of error page. `keeps`: the page says that what was typed is kept."""

    status: int
    title: str
    text: str
    cure: str
    keeps: bool = False


FAULTS = {
    400: Fault(400, _("这个请求读不懂"), _("地址或提交的内容不完整。"), _("请返回上一页重新操作；从别处复制的链接请检查是否完整。")),
    403: Fault(403, _("您现在的岗位办不了这件事"), _("这一步由别的岗位办理，或者您现在用的不是该办这件事的岗位。"),
               _("如果您有多个岗位，请换岗位再试；仍然不行，请找本单位的业务管理员。")),
    404: Fault(404, _("没有找到"), _("这一页不存在，或者不在您的查看范围内。"), _("请检查编号是否写对，或回到首页用搜索查找。")),
    405: Fault(405, _("不能这样打开这一页"), _("这个地址只接收提交，不能直接打开。"), _("请返回上一页，从页面上的按钮操作。")),
    409: Fault(409, _("这一步已经办不了了"), _("事项刚刚有了变化。"), _("请打开事项看最新情况；您刚才填的内容已经保留。"), keeps=True),
    410: Fault(410, _("这一页已经停用"), _("内容已被新的版本取代或已超过公开期限。"), _("请从首页重新查找。")),
    413: Fault(413, _("提交的内容太大"), _("文字或文件超过了上限。"), _("请减少文件个数，或把照片压缩后再传；文字过长请分几次提交。")),
    429: Fault(429, _("操作太频繁"), _("短时间内提交次数太多，系统暂时不再接收。"), _("电话和窗口照常受理，急事请直接打电话或到窗口。"), keeps=True),
    500: Fault(500, _("系统出错了"), _("这一步没有办成，没有留下半截数据。"), _("请过一会儿再试；仍然不行，请把下面的时间告诉系统管理员。"), keeps=True),
    503: Fault(503, _("系统暂时不能用"), _("数据库没有应答，刚才的操作没有保存。"), _("请过几分钟刷新本页。急事请打电话或到窗口。")),
}
EXPIRED = Fault(403, _("页面放得太久了"), _("为了安全，这一页上的提交凭证已经过期。"), _("您填的内容已经保留：返回上一页刷新后再提交一次。"), keeps=True)


_refusals: list[type[Exception]] = [MoveRefused, Refusal]


def register_refusals(*kinds: type[Exception]) -> None:
    """A room's refusals that are no `Refusal`: exceptions with a sentence in `reason`. Outside a form they become the page of 409."""
    _refusals.extend(kind for kind in kinds if kind not in _refusals)


def fault_of(error: BaseException) -> int:
    """The HTTP status of an exception; 500 for whatever nobody foresaw."""
    if isinstance(error, tuple(_refusals)):
        return 409
    if isinstance(error, PermissionDenied):
        return 403
    if isinstance(error, (RequestDataTooBig, TooManyFilesSent)):
        return 413
    if isinstance(error, DATABASE_GONE):
        return 503
    return 500


def answer(request: HttpRequest, error: Exception) -> HttpResponse | None:
    """The page for an exception raised in a view; None where Django's own handlers lead to our pages (404, 400, 500)."""
    status = fault_of(error)
    if status == 500:
        drafts.keep_failed_post(request)
        return None
    if status == 503:
        log.error("database gone: %s", type(error).__name__)
        return page(request, 503)
    if status == 409:
        drafts.keep_failed_post(request)
    return page(request, status, reason=reason_of(error))


def reason_of(error: BaseException) -> str:
    """The sentence the exception carries for people, translated."""
    if isinstance(error, tuple(_refusals)):
        words, facts = gettext(str(getattr(error, "reason", ""))), getattr(error, "facts", None)
        return words % facts if facts else words
    if isinstance(error, PermissionDenied) and error.args and isinstance(error.args[0], str):
        return gettext(error.args[0])
    return ""


def page(request: HttpRequest, status: int, *, reason: str = "", fault: Fault | None = None) -> HttpResponse:
    """The answer for a status, in the form the asker understands."""
    fault = fault or FAULTS[status]
    reason = reason or gettext(fault.text)
    if request.path.startswith(("/api/", "/open311/")):
        return problem(request, fault, reason)
    words: dict[str, Any] = {"fault": fault, "title": gettext(fault.title), "text": reason, "cure": gettext(fault.cure), "contact": contact()}
    if request.headers.get("HX-Request"):
        response = HttpResponse(render_to_string("web/errors/fragment.html", words), status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#flash", "innerHTML show:top"
        return response
    if status == 503:
        return HttpResponse(render_to_string("web/errors/down.html", words), status=503, headers={"Retry-After": "60"})
    return HttpResponse(_in_shell(request, words), status=status)


def contact() -> dict[str, str]:
    """电话和窗口: named on every page, on those of faults too."""
    return {"hotline": settings.SHELL["hotline"], "counter": settings.SHELL["counter"] or gettext("所在街道（镇）党群服务中心")}


def problem(request: HttpRequest, fault: Fault, reason: str) -> JsonResponse:
    """RFC 9457."""
    body = {"type": "about:blank", "title": gettext(fault.title), "status": fault.status, "detail": reason, "instance": request.path}
    return JsonResponse(body, status=fault.status, content_type="application/problem+json")


def _in_shell(request: HttpRequest, words: dict[str, Any]) -> str:
    """Staff keep their shell, residents theirs; where even that fails (no session, no database), the plain page."""
    try:
        actor = getattr(request, "actor", None)
        staff = actor is not None and actor.kind is ActorKind.PERSON
        return render_to_string("web/errors/staff.html" if staff else "web/errors/public.html", words, request=request)
    except Exception:
        log.exception("error page without its shell")
        return render_to_string("web/errors/down.html", words)
