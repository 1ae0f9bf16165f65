"""A published version to take away, and to check against its digest."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries import sealing
from shaoxiang.duties.queries import versions as queries
from shaoxiang.duties.queries.wording import words_in
from shaoxiang.duties.views.lists import fields_shown, page_of
from shaoxiang.duties.views.versions import find_version
from shaoxiang.duties.vocabulary import VersionStatus
from shaoxiang.kernel.exchange.export import Column, export


@require_safe
def version_check(request: HttpRequest, pk: int) -> HttpResponse:
    """核对: is the version what was published? Reads every item, so it is asked for by itself."""
    found = find_version(request, pk)
    if found.status != VersionStatus.PUBLISHED:
        raise Http404(str(pk))
    return page_of(request, "duties/version_check.html", {"version": found, "untouched": sealing.is_untouched(found)})


def _in_words(request: HttpRequest, found: ListVersion) -> dict[str, dict[str, str]]:
    """Beside the signed text, which keeps its codes: every item as a reader is told it."""
    fields = fields_shown(request, found.kind, found.form)
    return {
        code: {gettext(one.label): words for one in fields if (words := words_in(one, values[one.name]))} for code, values in queries.items_of(found).items()
    }


def _cell(field: Any, row: tuple[str, dict[str, Any]]) -> str:
    """One field of an item, in words, as a downloaded table wants it."""
    return words_in(field, row[1][field.name])


@require_safe
def version_download(request: HttpRequest, pk: int, form: str) -> HttpResponseBase:
    """The items as CSV or XLSX; JSON is the canonical text that was digested and signed."""
    found = find_version(request, pk)
    taken_back = found.status == VersionStatus.RETRACTED and form == "json"  # what was signed is kept
    if (found.status != VersionStatus.PUBLISHED and not taken_back) or form not in ("csv", "xlsx", "json"):
        raise Http404(form)
    if form == "json":
        answer = JsonResponse(sealing.signature_document(found) | {"words": _in_words(request, found)}, json_dumps_params={"ensure_ascii": False})
        answer["Content-Disposition"] = f'attachment; filename="{found.kind}-{found.number}.json"'
        return answer
    columns = [Column(gettext("编号"), lambda row: row[0])]
    columns += [Column(gettext(field.label), partial(_cell, field)) for field in fields_shown(request, found.kind, found.form)]
    composed = set(queries.published_rows(found).filter(sample=True).values_list("code", flat=True))
    columns.append(Column(gettext("示例"), lambda row: row[0] in composed))  # of the table only: what is signed is the JSON
    return export(columns, queries.items_of(found).items(), "csv" if form == "csv" else "xlsx", str(found))
