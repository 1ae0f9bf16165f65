"""服务: every type of the list in force is a service."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext

from shaoxiang.duties.models import EventType
from shaoxiang.duties.queries import duty_book
from shaoxiang.duties.rules import TypeLine
from shaoxiang.kernel.language import in_words
from shaoxiang.kernel.vocabulary import _
from shaoxiang.open311.models import ForeignJurisdiction
from shaoxiang.open311.rules.attributes import Attribute, attributes_of
from shaoxiang.open311.rules.params import Refused

KEYWORDS = 12


def services() -> list[dict[str, Any]]:
    """GET Service List."""
    book, words = duty_book(), _keywords()
    conditions = {code: in_words(*both) for code, *both in EventType.objects.values_list("code", "filing_condition", "filing_condition_en")}
    return [
        {
            "service_code": line.code, "service_name": name_of(line), "description": conditions.get(line.code) or name_of(line), "metadata": True,
            "type": "realtime", "keywords": ",".join(words[line.code][:KEYWORDS]), "group": in_words(line.class_name, line.class_name_en),
        }
        for line in sorted(book.offered.values(), key=lambda each: each.code)
    ]


def definition(code: str) -> dict[str, Any]:
    """GET Service Definition. Raises Refused (404)."""
    line = duty_book().offered.get(code)
    if line is None:
        raise Refused(404, _("没有 service_code %(code)s：请从 services 读取。"), code=code[:40])
    return {"service_code": line.code, "attributes": [_written(turn, each) for turn, each in enumerate(attributes_of(line), start=1)]}


def foreign_services(jurisdiction: ForeignJurisdiction) -> list[dict[str, Any]]:
    """What an imported jurisdiction's requests were about, by code: its own list is not ours to make up."""
    rows = jurisdiction.requests.order_by("service_code", "service_name").values_list("service_code", "service_name").distinct()
    names = dict(reversed(list(rows)))
    return [
        {"service_code": code, "service_name": name or code, "description": None, "metadata": False, "type": "blackbox", "keywords": "", "group": ""}
        for code, name in sorted(names.items())
    ]


def name_of(line: TypeLine) -> str:
    """A type's name in the caller's language."""
    return in_words(line.name, line.name_en)


def _keywords() -> dict[str, list[str]]:
    found: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for word, lines in duty_book().words.items():
        for code, weight in lines:
            if weight > 0:
                found[code].append((-weight, word))
    return defaultdict(list, {code: [word for _weight, word in sorted(words)] for code, words in found.items()})


def _written(turn: int, attribute: Attribute) -> dict[str, Any]:
    shown = {
        "variable": attribute.variable, "code": attribute.code, "datatype": attribute.datatype.value, "required": attribute.required,
        "datatype_description": gettext(attribute.hint) if attribute.hint else None, "order": turn, "description": gettext(attribute.label),
    }
    if attribute.said:
        shown["description"] = f"{gettext(attribute.label)}：{attribute.said}"
    if attribute.values is not None:
        shown["values"] = [{"key": value.value, "name": gettext(value.label)} for value in attribute.values]
    return shown
