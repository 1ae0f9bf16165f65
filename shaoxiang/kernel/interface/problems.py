"""RFC 9457: every refusal of the API says what happened, which field, and the cure, in the caller's language."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext
from ninja import Schema
from pydantic import Field

from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.errors import FAULTS, Fault

MEDIA_TYPE = "application/problem+json"

MORE_FAULTS = {
    400: Fault(400, _("请求正文读不懂"), _("正文不是有效的 JSON。"), _("请用 UTF-8 编码的 JSON，并写上 Content-Type: application/json。")),
    401: Fault(
        401, _("需要密钥"), _("没有带密钥，或者密钥无效、已停用、已到期。"),
        _("请带上 Authorization: Bearer sx_…；密钥由系统管理员在“接口密钥”页面建立。"),
    ),
    403: Fault(
        403, _("这把密钥不能这样用"), _("密钥没有这项权限，或者它代表的岗位不能办这一步。"),
        _("请系统管理员给密钥加上所需的权限，或换一把绑定了相应岗位的密钥。"),
    ),
    404: Fault(404, _("没有找到"), _("没有这个编号，或者不在这把密钥的范围内。"), _("请检查编号；范围由密钥绑定的机构或岗位决定。")),
    409: Fault(409, _("和已有的情况冲突"), _("这一步现在办不了。"), _("请重新读取最新情况再试。")),
    422: Fault(422, _("有内容要改"), _("有字段不符合要求。"), _("请按 errors 里逐项改正后重发。")),
    429: Fault(429, _("请求太频繁"), _("这把密钥每分钟的次数用完了。"), _("请按 Retry-After 等一会儿再发。")),
}


class Unknown(Exception):
    """A well-formed value that names nothing here: HTTP 422. `field` as the caller knows it (query.street), `reason` with the cure."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class FieldProblem(Schema):
    field: str = Field(description="Where: body.lon, query.limit, header.Idempotency-Key …", examples=["body.lon"])
    message: str = Field(description="What is wrong with it and how to cure it", examples=["经度 -180 到 180。"])


class Problem(Schema):
    """RFC 9457 problem document (application/problem+json)."""

    type: str = Field("about:blank", description="about:blank: the status says which kind of problem it is")
    title: str
    status: int
    detail: str = Field(description="What happened, in the caller's language")
    cure: str = Field("", description="What to do about it")
    instance: str = Field("", description="The path asked for")
    errors: list[FieldProblem] = Field(default_factory=list, description="The fields that are wrong, where there are any")


def documented(*statuses: int) -> dict[int, type[Problem]]:
    """Responses every operation may give, for its `response=`."""
    return dict.fromkeys((400, 401, 403, 422, 429, *statuses), Problem)


def answer(
    request: HttpRequest, status: int, *, detail: str = "", cure: str = "", errors: Iterable[tuple[str, str]] = (), retry_after_s: int = 0
) -> HttpResponse:
    """A problem document. `detail`, `cure` and messages are already in the caller's language; the status has words of its own."""
    fault = MORE_FAULTS.get(status) or FAULTS.get(status) or FAULTS[500]
    body: dict[str, Any] = {
        "type": "about:blank", "title": gettext(fault.title), "status": status, "detail": detail or gettext(fault.text),
        "cure": cure or gettext(fault.cure), "instance": request.path,
        "errors": [{"field": field, "message": message} for field, message in errors],
    }
    response = HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response["WWW-Authenticate"] = "Bearer"
    if retry_after_s:
        response["Retry-After"] = str(retry_after_s)
    return response


_WORDS = {
    "missing": _("必填，请补上。"),
    "extra_forbidden": _("没有这个字段，请去掉，或检查拼写。"),
    "string_type": _("应为文字。"),
    "string_unicode": _("含有不成对的编码，请用有效的 UTF-8。"),
    "string_too_short": _("太短：至少 %(min_length)s 个字。"),
    "string_too_long": _("太长：最多 %(max_length)s 个字。"),
    "string_pattern_mismatch": _("写法不对，请对照接口文档的样式。"),
    "nul": _("含有空字符（\\u0000），请去掉。"),
    "float_type": _("应为数。"),
    "float_parsing": _("应为数。"),
    "finite_number": _("应为普通的数，不能是 NaN 或无穷大。"),
    "int_type": _("应为整数。"),
    "int_parsing": _("应为整数。"),
    "int_from_float": _("应为整数。"),
    "int_parsing_size": _("数太大了。"),
    "greater_than_equal": _("太小：不小于 %(ge)s。"),
    "greater_than": _("太小：应大于 %(gt)s。"),
    "less_than_equal": _("太大：不大于 %(le)s。"),
    "less_than": _("太大：应小于 %(lt)s。"),
    "bool_type": _("应为 true 或 false。"),
    "bool_parsing": _("应为 true 或 false。"),
    "enum": _("只能是其中之一：%(expected)s。"),
    "literal_error": _("只能是其中之一：%(expected)s。"),
    "datetime_parsing": _("时间请写成 2026-07-01T09:00:00+08:00 的样子。"),
    "datetime_from_date_parsing": _("时间请写成 2026-07-01T09:00:00+08:00 的样子。"),
    "datetime_type": _("时间请写成 2026-07-01T09:00:00+08:00 的样子。"),
    "timezone_aware": _("时间要带时区，例如 +08:00。"),
    "date_from_datetime_parsing": _("日期请写成 2026-07-01 的样子。"),
    "date_parsing": _("日期请写成 2026-07-01 的样子。"),
    "date_type": _("日期请写成 2026-07-01 的样子。"),
    "list_type": _("应为列表。"),
    "too_long": _("太多：最多 %(max_length)s 项。"),
    "dict_type": _("应为对象（{…}）。"),
    "model_type": _("应为对象（{…}）。"),
    "model_attributes_type": _("应为对象（{…}）。"),
}


def field_messages(errors: Iterable[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Pydantic's findings as (field, sentence)."""
    return [(field_of(error["loc"]), message_of(error)) for error in errors]


def field_of(loc: Iterable[str | int]) -> str:
    """("body", "report", "lon") → "body.lon": the name of the view's parameter is nobody's business outside."""
    parts = [str(part) for part in loc]
    if len(parts) > 1 and parts[0] in ("body", "form"):
        del parts[1]
    return ".".join(parts)


def message_of(error: Mapping[str, Any]) -> str:
    words = _WORDS.get(str(error["type"]))
    if words is None:
        return gettext("这个值不对：请对照接口文档改正。")
    return gettext(words) % {name: str(value) for name, value in error.get("ctx", {}).items()}
