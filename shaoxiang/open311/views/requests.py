"""Requests: list, read, report; tokens; released pictures."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.access import RESIDENT
from shaoxiang.cases.models import Case
from shaoxiang.duties.queries import duty_book
from shaoxiang.kernel.access import Actor, ActorKind
from shaoxiang.kernel.files import store
from shaoxiang.kernel.flood import actions as flood
from shaoxiang.kernel.flood.rules import Limit
from shaoxiang.kernel.interface.queries import Holder
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311 import actions, queries
from shaoxiang.open311.queries import foreign
from shaoxiang.open311.queries import requests as found
from shaoxiang.open311.rules import params
from shaoxiang.open311.rules.attributes import attributes_of, check
from shaoxiang.open311.rules.params import Refused
from shaoxiang.open311.views.endpoint import Call, endpoint, now_and_zone
from shaoxiang.places.queries import place_book

ROOT = "service_requests"
POSTS = Limit("open311:post", 30, timedelta(minutes=10))  # of one address without a key
FILES_MAX = 4
ANYBODY = Actor(kind=ActorKind.RESIDENT, roles=frozenset({RESIDENT}))
SENDER_MAX = {"first_name": 40, "last_name": 40, "phone": 30, "email": 200, "device_id": 200, "account_id": 200}
_ATTRIBUTE = re.compile(r"attribute\[([^\[\]]{1,64})\](?:\[\d{0,3}\])?")


@endpoint("GET", "HEAD", "POST")
def requests(call: Call) -> HttpResponse:
    """GET Service Requests; POST Service Request."""
    if call.request.method == "POST":
        return _post(call)
    actor, wanted = call.reader(), params.wanted(call.given, **now_and_zone())
    if call.jurisdiction is not None:
        listed = foreign.foreign_listed(call.jurisdiction, wanted)
    else:
        listed = found.listed(wanted, actor, media=_media(call))
    return call.page(ROOT, listed.rows, listed.next)


@endpoint("GET", "HEAD")
def request(call: Call, number: str) -> HttpResponse:
    """GET Service Request: an array of one."""
    if call.jurisdiction is not None:
        return call.answer(ROOT, foreign.foreign_one(call.jurisdiction, number))
    return call.answer(ROOT, found.one(number, call.reader(), token=call.given.get("token", ""), media=_media(call)))


@endpoint("GET", "HEAD")
def token(call: Call, token: str) -> HttpResponse:
    """GET service_request_id from a token."""
    return call.answer(ROOT, [{"service_request_id": found.number_of_token(token), "token": token}])


@endpoint("GET", "HEAD")
def media(call: Call, pk: int) -> HttpResponseBase:
    """A picture released beside a request the caller may read."""
    picture = found.picture(pk, call.reader())
    if picture is None:
        raise Refused(404, _("没有这张照片，或者它没有公开。"))
    try:
        content = store.opened(picture.file.sha256)
    except FileNotFoundError:
        raise Refused(404, _("没有这张照片，或者它没有公开。")) from None
    response = FileResponse(content, content_type=picture.file.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["ETag"] = f'"{picture.file.sha256}"'
    return response


def _media(call: Call) -> str:
    return call.address(reverse("open311:media", args=[0])).removesuffix("0")


def _post(call: Call) -> HttpResponse:
    """One case. Refused before anything is written: no key where one is needed, too often, something in it wrong."""
    at = timezone.now()
    holder = call.holder(Scope.CASES_WRITE)
    if holder is None:
        _may_anybody(call)
    if call.jurisdiction is not None:
        raise Refused(403, _("导入的外地辖区只能读，不能在这里报事。"))
    posted = _posted(call, holder)
    actor = holder.actor if holder is not None else ANYBODY
    case = actions.post_request(posted, actor=actor, at=at, key_id=holder.key_id if holder is not None else None)
    value = [{
        "service_request_id": case.matter.number, "token": found.token_of(case.pk), "service_notice": _notice(call, case), "account_id": None,
    }]
    return call.answer(ROOT, value, status=201)


def _may_anybody(call: Call) -> None:
    if not queries.post_is_open():
        raise Refused(403, _("报事要带 api_key：请向系统管理员要一把；居民也可以在网页、电话或窗口反映。"))
    at = timezone.now()
    if not flood.count(POSTS, flood.address_of(call.request), at=at):
        raise Refused(429, _("短时间内报得太多：请按 Retry-After 等一会儿再发；急事请打电话或到窗口。"), retry_after_s=POSTS.retry_after_s(at))


def _notice(call: Call, case: Case) -> str:
    """What is told to whoever reported: the number, the code for tracking, and whom to telephone in danger."""
    words = gettext("已收到，编号 %(number)s，查询码 %(code)s：凭这两样可在 %(address)s 查进展、确认或要求重办。") % {
        "number": case.matter.number, "code": case.tracking_code, "address": call.address(reverse("resident:track")),
    }
    if case.private:
        words += gettext("这一件不公开，公开列表里看不到；带 token 可以读。")
    if case.danger:
        words += gettext("如有危险请立即拨打 %(numbers)s。") % {"numbers": case.danger.replace(",", "、")}
    return words


def _posted(call: Call, holder: Holder | None) -> actions.Posted:
    """The arguments of a POST. Raises Refused (400, 404)."""
    given = call.given
    form_only(call)
    code = given.get("service_code", "")
    if not code:
        raise Refused(400, _("缺少 service_code：请从 services 读取。"))
    line = duty_book().offered.get(code)
    if line is None:
        raise Refused(404, _("没有 service_code %(code)s：请从 services 读取。"), code=code[:40])
    point = params.point(given)
    grid_id, address = _place(given.get("address_id", "")), given.get("address_string", "")
    if point is None and grid_id is None and not address:
        raise Refused(400, _("要有位置：lat 和 long，或 address_string，或 address_id（网格代码）。"))
    description = given.get("description", "")
    if len(description) > found.DESCRIPTION_MAX:
        raise Refused(400, _("description 最多 4000 字，请留下要点。"))
    if len(address) > 200:
        raise Refused(400, _("address_string 最多 200 字。"))
    lon, lat = point if point is not None else (None, None)
    return actions.Posted(
        service_code=code, description=description, lon=lon, lat=lat, address=address, grid_id=grid_id,
        attributes=check(attributes_of(line), _attributes(call), timezone.get_current_timezone()), media_url=_media_url(given.get("media_url", "")),
        media=_files(call), sender=_sender(given), once=_once(call, holder),
    )


def form_only(call: Call) -> None:
    if call.request.content_type not in ("", "application/x-www-form-urlencoded", "multipart/form-data"):
        raise Refused(400, _("正文请用 application/x-www-form-urlencoded 或 multipart/form-data，UTF-8 编码。"))


def _place(code: str) -> int | None:
    if not code:
        return None
    try:
        return place_book().grid_by_code(code).id
    except KeyError:
        raise Refused(400, _("没有 address_id %(code)s：这里用网格代码，不清楚就写 address_string。"), code=code[:40]) from None


def _attributes(call: Call) -> dict[str, list[str]]:
    answers: dict[str, list[str]] = {}
    for name, values in call.sent.lists():
        if name.startswith("attribute"):
            match = _ATTRIBUTE.fullmatch(name)
            if match is None:
                raise Refused(400, _("附加项请写成 attribute[代码]=值，多选写成 attribute[代码][]=值。"))
            answers.setdefault(match[1], []).extend(map(str, values))
    return answers


def _media_url(address: str) -> str:
    """Kept as text; nobody fetches it. Raises Refused."""
    if not address:
        return ""
    try:
        parts = urlsplit(address)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and len(address) <= 500 and address.isprintable() and " " not in address
    except ValueError:
        good = False
    if not good:
        raise Refused(400, _("media_url 应是 http 或 https 的网址，最多 500 个字。"))
    return address


def _files(call: Call) -> list[Any]:
    files = [file for name in call.request.FILES for file in call.request.FILES.getlist(name)]
    if len(files) > FILES_MAX:
        raise Refused(400, _("一次最多 %(most)s 个附件。"), most=FILES_MAX)
    return files


def _sender(given: Any) -> dict[str, str]:
    """Contact data as the vault keeps them. Raises Refused."""
    for name, most in SENDER_MAX.items():
        if len(given.get(name, "")) > most:
            raise Refused(400, _("%(name)s 太长：最多 %(most)s 个字。"), name=name, most=most)
    others = [f"{name}: {given[name]}" for name in ("email", "device_id", "account_id") if given.get(name)]
    sender = {"name": params.full_name(given.get("first_name", ""), given.get("last_name", "")), "phone": given.get("phone", ""), "note": "\n".join(others)}
    return {name: value for name, value in sender.items() if value}


def _once(call: Call, holder: Holder | None) -> str:
    """Idempotency-Key, of this key or this address: another's key opens nothing."""
    key = call.request.headers.get("Idempotency-Key", "").strip()
    if not key:
        return ""
    if len(key) > 128 or not key.isascii() or not key.isprintable():
        raise Refused(400, _("Idempotency-Key 应是 1 到 128 个可见的英文字符。"))
    return f"{f'key {holder.key_id}' if holder is not None else flood.address_of(call.request)}\n{key}"
