"""/api/v1: the routers of all rooms behind one door, and every refusal as a problem document."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from shaoxiang.admission.api import router as admission
from shaoxiang.cases.api import Known
from shaoxiang.cases.api import router as cases
from shaoxiang.cases.api.maps import router as case_maps
from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.coordination.api import router as coordination
from shaoxiang.determinations.api import router as determinations
from shaoxiang.dispatch.rules import ObjectionRefused
from shaoxiang.duties.actions import StaleDraft
from shaoxiang.duties.actions.documents import StaleRule
from shaoxiang.duties.actions.publishing import Barred, Conflicts, LeavesGaps
from shaoxiang.duties.api import router as duties
from shaoxiang.duties.api.carriers import router as carriers
from shaoxiang.duties.api.parts import router as list_parts
from shaoxiang.duties.api.types import router as types
from shaoxiang.duties.api.versions import router as list_versions
from shaoxiang.duties.api.written_rules import router as written_rules
from shaoxiang.duties.queries.drafts import Undecided
from shaoxiang.duties.rules import ChangeRefused
from shaoxiang.empowerment.api import router as empowerment
from shaoxiang.forces.api import router as forces
from shaoxiang.forces.rules import ForceEngaged, ForceRefused
from shaoxiang.grids.api import router as grids
from shaoxiang.hotline.api import Wrong
from shaoxiang.hotline.api import router as hotline
from shaoxiang.insight.api import router as board
from shaoxiang.institutions.api import router as institutions
from shaoxiang.kernel.clocks import wording
from shaoxiang.kernel.clocks.api import router as clocks
from shaoxiang.kernel.clocks.rules import ExtensionRefused, SuspensionRefused
from shaoxiang.kernel.desk.api import router as desk
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.interface import problems
from shaoxiang.kernel.interface.keys import ScopeMissing, TooOften
from shaoxiang.kernel.interface.once import KeyReused
from shaoxiang.kernel.interface.problems import Unknown
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.web.asked import said
from shaoxiang.kernel.web.errors import DATABASE_GONE
from shaoxiang.opinions.actions import NotYet
from shaoxiang.opinions.api import router as opinions
from shaoxiang.opinions.models import OpinionFile, OpinionRequest
from shaoxiang.opinions.queries import bar_words
from shaoxiang.opinions.rules import OpinionRefused
from shaoxiang.places.api import router as places
from shaoxiang.staffing.api import router as staffing
from shaoxiang.staffing.api.channel import router as channel
from shaoxiang.staffing.rules import StaffingRefused
from shaoxiang.topics.api import router as topics
from shaoxiang.whistles.api import router as whistles
from shaoxiang.whistles.models import Whistle

DESCRIPTION = """哨响的接口。密钥写在 `Authorization: Bearer sx_…`；范围由密钥绑定的机构或岗位决定，权限由 scope 决定。
错误是 RFC 9457 problem+json，按 Accept-Language 给中文或英文。列表按游标翻页，不给总数。坐标经度在前，默认 WGS-84。
The interface of Shaoxiang: bearer keys, keyset pages without counts, problem documents in the caller's language, longitude first."""


class Interface(NinjaAPI):
    """Ninja, with problem documents described as what they are."""

    _described: dict[str, OpenAPISchema] = {}

    def get_openapi_schema(self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None) -> OpenAPISchema:
        """Worked out once, which takes a second: no path is added after the start."""
        prefix = self.get_root_path(path_params or {}) if path_prefix is None else path_prefix
        if prefix not in self._described:
            self._described[prefix] = self._describe(prefix)
        return self._described[prefix]

    def _describe(self, prefix: str) -> OpenAPISchema:
        schema = super().get_openapi_schema(path_prefix=prefix)
        for operations in schema["paths"].values():
            for operation in operations.values():
                for status, answer in operation["responses"].items():
                    if int(status) >= 400 and "content" in answer:
                        answer["content"] = {problems.MEDIA_TYPE: next(iter(answer["content"].values()))}
        return schema


api = Interface(title="哨响 Shaoxiang", version="1", description=DESCRIPTION, urls_namespace="api", docs_url=None, openapi_url="/openapi.json")
api.add_router("/cases", cases)
api.add_router("/cases/map", case_maps)
api.add_router("/desk", desk)
api.add_router("/coordination", coordination)
api.add_router("/opinions", opinions)
api.add_router("/places", places)
api.add_router("/institutions", institutions)
api.add_router("/duties", duties)
api.add_router("/duties/types", types)
api.add_router("/duties/carriers", carriers)
api.add_router("/staffing", staffing)
api.add_router("/staffing/channel", channel)
api.add_router("/duties/versions", list_versions)
api.add_router("/duties/versions", list_parts)
api.add_router("/duties/rules", written_rules)
api.add_router("/determinations", determinations)
api.add_router("/empowerment", empowerment)
api.add_router("/grids", grids)
api.add_router("/forces", forces)
api.add_router("/clocks", clocks)
api.add_router("/hotline", hotline)
api.add_router("/topics", topics)
api.add_router("/whistles", whistles)
api.add_router("/board", board)
api.add_router("/admission", admission)


@api.exception_handler(ValidationError)
def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problems.answer(request, 422, errors=problems.field_messages(error.errors))


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, error: Refusal) -> HttpResponse:
    """Whatever a room refuses, where it has not said better itself."""
    return problems.answer(request, 422, detail="" if error.field else said(error), errors=[(f"body.{error.field}", said(error))] if error.field else ())


@api.exception_handler(ReportRefused)
def _report_refused(request: HttpRequest, error: ReportRefused) -> HttpResponse:
    where = "query" if request.method == "GET" else "body"
    return problems.answer(request, 422, errors=[(f"{where}.{error.field}", _(error.reason))])


@api.exception_handler(Unknown)
def _unknown(request: HttpRequest, error: Unknown) -> HttpResponse:
    return problems.answer(request, 422, errors=[(error.field, _(error.reason))])


@api.exception_handler(ObjectionRefused)
def _objection_refused(request: HttpRequest, error: ObjectionRefused) -> HttpResponse:
    return problems.answer(request, 409, detail=_(error.reason))


@api.exception_handler(ExtensionRefused)
def _extension_refused(request: HttpRequest, error: ExtensionRefused) -> HttpResponse:
    return problems.answer(request, 422, errors=[("body.days", wording.said(error))])


@api.exception_handler(SuspensionRefused)
def _suspension_refused(request: HttpRequest, error: SuspensionRefused) -> HttpResponse:
    return problems.answer(request, 422, errors=[("body.suspend_reason", wording.said(error))])


@api.exception_handler(MoveRefused)
def _move_refused(request: HttpRequest, error: MoveRefused) -> HttpResponse:
    return problems.answer(request, 409, detail=_(error.reason))


@api.exception_handler(ForceEngaged)
def _force_engaged(request: HttpRequest, error: ForceEngaged) -> HttpResponse:
    return problems.answer(request, 409, detail=_(error.reason), errors=[("body.body", str(order)) for order in error.must_release])


@api.exception_handler(ForceRefused)
def _force_refused(request: HttpRequest, error: ForceRefused) -> HttpResponse:
    field = {"body_id": "body"}.get(error.field, error.field)
    return problems.answer(request, 422, errors=[(f"body.{field}" if field else "body", _(error.reason))])


@api.exception_handler(NotYet)
def _not_yet(request: HttpRequest, error: NotYet) -> HttpResponse:
    return problems.answer(request, 409, detail=" ".join(bar_words(error.obstacles)))


@api.exception_handler(OpinionRefused)
def _opinion_refused(request: HttpRequest, error: OpinionRefused) -> HttpResponse:
    field = {"units": "streets"}.get(error.field, error.field)
    return problems.answer(request, 422, detail="" if field else said(error), errors=[(f"body.{field}", said(error))] if field else ())


@api.exception_handler(OpinionFile.DoesNotExist)
def _no_opinion_file(request: HttpRequest, error: OpinionFile.DoesNotExist) -> HttpResponse:
    return problems.answer(request, 404)


@api.exception_handler(OpinionRequest.DoesNotExist)
def _no_opinion_request(request: HttpRequest, error: OpinionRequest.DoesNotExist) -> HttpResponse:
    return problems.answer(request, 404)


@api.exception_handler(StaffingRefused)
def _staffing_refused(request: HttpRequest, error: StaffingRefused) -> HttpResponse:
    words = _(error.reason) % error.facts if error.facts else _(error.reason)
    field = {"body": "unit", "quota_type": "type"}.get(error.field, error.field)
    return problems.answer(request, 422, errors=[(f"body.{field}" if field else "body", words)])


@api.exception_handler(ChangeRefused)
def _change_refused(request: HttpRequest, error: ChangeRefused) -> HttpResponse:
    """A draft that moved on meanwhile, or meets another version, is a conflict; the rest is a field to be mended."""
    words = _(error.reason) % error.facts if error.facts else _(error.reason)
    if isinstance(error, StaleDraft):
        return problems.answer(
            request, 409, detail=_("您读过以后，别人改过这份草案，所以没有照办。"), cure=_("请重新读草案，看过改动，再带上现在的 revision 发送。"),
            errors=[("body.revision", str(error.revision)), *(("body.changes", code) for code in error.changed)],
        )
    if isinstance(error, StaleRule):
        return problems.answer(
            request, 409, detail=_("您读过以后，别人改过这份文件，所以没有照办。"), cure=_("请重新读这份文件，看过改动，再带上现在的 revision 发送。"),
            errors=[("body.revision", str(error.revision))],
        )
    if isinstance(error, Undecided):
        return problems.answer(request, 422, detail=words, errors=[("parts", code) for code in error.codes])
    if isinstance(error, Conflicts):
        return problems.answer(request, 409, detail=words, errors=[("changes", code) for code in error.codes])
    if isinstance(error, Barred):
        return problems.answer(request, 422, detail=words, errors=[(f"changes.{code}", words) for code in error.codes])
    if isinstance(error, LeavesGaps):
        return problems.answer(request, 422, detail=words, errors=[("body.accept_gaps", code) for code in error.types])
    if error.field in ("version", "review"):
        return problems.answer(request, 409, detail=words)
    return problems.answer(request, 422, errors=[(f"{'query' if request.method == 'GET' else 'body'}.{error.field}", words)])


@api.exception_handler(Wrong)
def _wrong(request: HttpRequest, error: Wrong) -> HttpResponse:
    return problems.answer(request, 422, errors=error.errors)


@api.exception_handler(Known)
def _known(request: HttpRequest, error: Known) -> HttpResponse:
    return problems.answer(
        request, 409, detail=_("这个 client_id 已经报过，编号是 %(number)s。") % {"number": error.number},
        cure=_("要看进展请读这个编号；要报新事请换一个 client_id。"), errors=[("body.client_id", error.number)],
    )


@api.exception_handler(KeyReused)
def _key_reused(request: HttpRequest, error: KeyReused) -> HttpResponse:
    return problems.answer(
        request, 409, detail=_("这个 Idempotency-Key 已经用在另一个请求上。"), cure=_("重发原来的请求请保持正文一字不差；新的请求请换一个新的键。"),
        errors=[("header.Idempotency-Key", _("已经用过，内容不同。"))],
    )


@api.exception_handler(AuthenticationError)
def _no_key(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return problems.answer(request, 401)


@api.exception_handler(ScopeMissing)
def _scope_missing(request: HttpRequest, error: ScopeMissing) -> HttpResponse:
    return problems.answer(request, 403, detail=_("这把密钥缺少权限：%(scopes)s。") % {"scopes": ", ".join(sorted(error.missing))})


@api.exception_handler(TooOften)
def _too_often(request: HttpRequest, error: TooOften) -> HttpResponse:
    return problems.answer(request, 429, retry_after_s=error.retry_after_s)


@api.exception_handler(PermissionDenied)
def _denied(request: HttpRequest, error: PermissionDenied) -> HttpResponse:
    return problems.answer(request, 403, detail=_(str(error)) if str(error) else "")


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problems.answer(request, 404)


@api.exception_handler(Case.DoesNotExist)
def _no_case(request: HttpRequest, error: Case.DoesNotExist) -> HttpResponse:
    return problems.answer(request, 404)


@api.exception_handler(Whistle.DoesNotExist)
def _no_whistle(request: HttpRequest, error: Whistle.DoesNotExist) -> HttpResponse:
    return problems.answer(request, 404)


@api.exception_handler(RequestDataTooBig)
def _too_big(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problems.answer(request, 413)


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return problems.answer(request, error.status_code)


def _gone(request: HttpRequest, error: Exception) -> HttpResponse:
    return problems.answer(request, 503, retry_after_s=60)


for gone in DATABASE_GONE:
    api.add_exception_handler(gone, _gone)  # type: ignore[arg-type]


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """The description as a plain page: no script, no style from elsewhere."""
    return render(request, "config/api.html", {"api": api, "groups": _groups(api.get_openapi_schema())})


def _groups(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Operations by their first tag, in the order of the routers."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method, operation in operations.items():
            answers = [
                {"status": status, "schema": _shape(_content(answer), schema)}
                for status, answer in operation["responses"].items() if int(status) < 400
            ]
            body = _content(operation.get("requestBody", {}))
            groups.setdefault(operation["tags"][0], []).append({
                "method": method.upper(), "path": path, "summary": operation["summary"], "description": operation.get("description", ""),
                "id": operation["operationId"], "parameters": operation["parameters"], "body": _shape(body, schema), "answers": answers,
                "refusals": [status for status in operation["responses"] if int(status) >= 400],
            })
    return [{"tag": tag, "operations": found} for tag, found in groups.items()]


def _content(answer: dict[str, Any]) -> dict[str, Any] | None:
    """The schema of the one content type of a body or an answer."""
    return next((each.get("schema") for each in answer.get("content", {}).values()), None)


def _shape(part: dict[str, Any] | None, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of an object schema: name, type in words, whether needed, what it means."""
    if not part:
        return []
    part = _resolved(part, schema)
    needed = set(part.get("required", []))
    return [
        {
            "name": name, "type": _type_words(each, schema), "needed": name in needed,
            "text": each.get("description") or _resolved(each, schema).get("description", ""),
        }
        for name, each in part.get("properties", {}).items()
    ]


def _resolved(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    reference = part.get("$ref", "")
    found: dict[str, Any] = schema["components"]["schemas"][reference.rsplit("/", 1)[-1]] if reference else part
    return found


def _type_words(part: dict[str, Any], schema: dict[str, Any]) -> str:
    if "$ref" in part:
        found = _resolved(part, schema)
        return " | ".join(found["enum"]) if "enum" in found else part["$ref"].rsplit("/", 1)[-1]
    if "anyOf" in part:
        return " | ".join(_type_words(each, schema) for each in part["anyOf"])
    if part.get("type") == "array":
        return f"[{_type_words(part.get('items', {}), schema)}]"
    return str(part.get("format") or part.get("type") or part.get("const") or "")
