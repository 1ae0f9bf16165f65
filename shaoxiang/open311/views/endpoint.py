"""What every address of the endpoint shares: who calls, in which language and format, and refusals as arrays of {code, description}."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, wraps
from typing import Any

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.http.response import HttpResponseBase
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import conditional_page

from shaoxiang.cases.models import Case
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.kernel.access import Actor
from shaoxiang.kernel.files.rules import Refused as FileRefused
from shaoxiang.kernel.flow import MoveRefused
from shaoxiang.kernel.interface.keys import BearerKey, ScopeMissing, TooOften
from shaoxiang.kernel.interface.queries import Holder
from shaoxiang.kernel.interface.vocabulary import Scope
from shaoxiang.kernel.vocabulary import _
from shaoxiang.kernel.web.errors import DATABASE_GONE
from shaoxiang.kernel.web.preferences import accepted_language, asked_language
from shaoxiang.open311 import queries
from shaoxiang.open311.models import ForeignJurisdiction
from shaoxiang.open311.rules.formats import MEDIA_TYPES, written
from shaoxiang.open311.rules.params import Refused

NO_SUCH_KEY = _("api_key 无效、已停用或已到期：请向系统管理员要一把新的。")
UNREADABLE = (BadRequest, SuspiciousOperation, MultiPartParserError, UnreadablePostError, UnicodeError)


@dataclass
class Call:
    """One call. `given`: the arguments by name, repeated ones joined by commas; an empty one counts as not given."""

    request: HttpRequest
    form: str
    sent: QueryDict = field(init=False)
    given: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.sent = self.request.POST if self.request.method == "POST" else self.request.GET
        if any("\x00" in word for name, values in self.sent.lists() for word in (name, *values)):
            raise Refused(400, _("参数里含有空字符，请去掉。"))
        self.given = {name: ",".join(values).strip() for name, values in self.sent.lists()}

    def holder(self, scope: Scope) -> Holder | None:
        """The key that calls; None for a caller without one. Raises Refused (403), ScopeMissing, TooOften."""
        bearer = self.request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        token = self.given.get("api_key") or self.request.GET.get("api_key", "").strip() or bearer
        if not token:
            return None
        holder: Holder | None = BearerKey(scope).authenticate(self.request, token)
        if holder is None:
            raise Refused(403, NO_SUCH_KEY)
        return holder

    def reader(self) -> Actor | None:
        """Whose rows are read; None: what anybody may read."""
        holder = self.holder(Scope.CASES_READ)
        return holder.actor if holder is not None else None

    @cached_property
    def jurisdiction(self) -> ForeignJurisdiction | None:
        """None: this district, also where nothing was said. Raises Refused (404)."""
        code = self.given.get("jurisdiction_id") or self.request.GET.get("jurisdiction_id", "").strip()
        if not code or code == queries.home_jurisdiction():
            return None
        found = queries.jurisdiction_named(code)
        if found is None:
            raise Refused(404, _("没有 jurisdiction_id %(code)s：本区是 %(home)s，也可以不写。"), code=code[:80], home=queries.home_jurisdiction())
        return found

    def answer(self, root: str, value: Any, *, status: int = 200) -> HttpResponse:
        return HttpResponse(written(self.form, root, value), status=status, content_type=MEDIA_TYPES[self.form])

    def page(self, root: str, rows: Any, following: str | None) -> HttpResponse:
        """A list, with the address of its next page in the Link header."""
        response = self.answer(root, rows)
        if following is not None:
            query = self.request.GET.copy()
            query.pop("page", None)
            query.pop("api_key", None)
            query["cursor"] = following
            response["Link"] = f'<{self.request.build_absolute_uri(self.request.path)}?{query.urlencode()}>; rel="next"'
        return response

    def address(self, path: str) -> str:
        return str(self.request.build_absolute_uri(path))


View = Callable[..., HttpResponseBase]


def endpoint(*methods: str) -> Callable[[View], View]:
    """A view of a Call and the parameters of its address. Sessions count for nothing here, so a page elsewhere cannot act through a browser."""

    def decorate(view: View) -> View:
        @csrf_exempt
        @conditional_page
        @wraps(view)
        def wrapped(request: HttpRequest, fmt: str = "json", **parameters: Any) -> HttpResponseBase:
            language = asked_language(request) or accepted_language(request.headers.get("Accept-Language", ""))
            translation.activate(language)
            response = _answered(view, request, fmt, methods, parameters)
            response["Content-Language"] = "en" if language == "en" else "zh-Hans"
            response["Access-Control-Allow-Origin"] = "*"
            response.headers.setdefault("Cache-Control", "no-cache")
            patch_vary_headers(response, ["Accept-Language", "Authorization"])
            return response

        return wrapped

    return decorate


def _answered(view: View, request: HttpRequest, form: str, methods: tuple[str, ...], parameters: Mapping[str, Any]) -> HttpResponseBase:
    if request.method not in methods:
        refused = error(form, 405, gettext("这个地址只接受 %(methods)s。") % {"methods": ", ".join(methods)})
        refused["Allow"] = ", ".join(methods)
        return refused
    try:
        if any("\x00" in str(value) for value in parameters.values()):
            raise Refused(404, _("没有这个地址。"))
        return view(Call(request, form), **parameters)
    except Exception as problem:
        answer = refusal(form, problem)
        if answer is None:
            raise
        return answer


def refusal(form: str, problem: Exception) -> HttpResponse | None:
    """The error array of what was raised; None for a fault nobody foresaw."""
    if isinstance(problem, Refused):
        return error(form, problem.status, gettext(problem.sentence) % problem.params, retry_after_s=problem.retry_after_s)
    if isinstance(problem, TooOften):
        return error(form, 429, gettext("请求太频繁：这把密钥每分钟的次数用完了，请按 Retry-After 等一会儿再发。"), retry_after_s=problem.retry_after_s)
    if isinstance(problem, ScopeMissing):
        return error(form, 403, gettext("这把密钥缺少权限：%(scopes)s。") % {"scopes": ", ".join(sorted(problem.missing))})
    if isinstance(problem, ReportRefused):
        return error(form, 400, gettext(problem.reason))
    if isinstance(problem, FileRefused):
        return error(form, 400, str(problem))
    if isinstance(problem, MoveRefused):
        return error(form, 409, gettext(problem.reason))
    if isinstance(problem, PermissionDenied):
        return error(form, 403, gettext(str(problem) or _("您现在的岗位没有这项权限。")))
    if isinstance(problem, (Case.DoesNotExist, Http404)):
        return error(form, 404, gettext("没有这个 service_request_id，或者它不在这把密钥的范围内。"))
    if isinstance(problem, RequestDataTooBig):
        return error(form, 413, gettext("提交的内容太大，请减少文字或照片后再发。"))
    if isinstance(problem, UNREADABLE):
        return error(form, 400, gettext("请求正文读不懂：请用 UTF-8 的 application/x-www-form-urlencoded 或 multipart/form-data。"))
    if isinstance(problem, DATABASE_GONE):
        return error(form, 503, gettext("系统暂时不能用，没有保存任何内容，请过几分钟再发。"), retry_after_s=60)
    return None


def error(form: str, status: int, description: str, *, retry_after_s: int = 0) -> HttpResponse:
    """`[{"code": 404, "description": "…"}]`, or `<errors><error>…`."""
    value = [{"code": status, "description": description}]
    response = HttpResponse(written(form, "errors", value), status=status, content_type=MEDIA_TYPES[form])
    if retry_after_s:
        response["Retry-After"] = str(retry_after_s)
    return response


def now_and_zone() -> dict[str, Any]:
    return {"now": timezone.now(), "zone": timezone.get_current_timezone()}
