"""Where a figure or a row leads. "" where the page is not there: the figure is then shown without a link."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse

from shaoxiang.insight.rules import Scope
from shaoxiang.insight.vocabulary import ScopeKind

PAGES = {"CASE": "cases:case", "WHISTLE": "whistles:whistle", "COORDINATION": "coordination:item"}
FILTER = {ScopeKind.STREET: "street", ScopeKind.UNIT: "unit", ScopeKind.OFFICE: "office"}


def address(route: str, *args: Any, **query: Any) -> str:
    """The address of a page with its filter; empty values choose nothing."""
    try:
        path = reverse(route, args=args)
    except NoReverseMatch:
        return ""
    chosen = {name: value for name, value in query.items() if value not in (None, "", False)}
    return f"{path}?{urlencode(chosen)}" if chosen else path


def page_of(kind: str, number: str) -> str:
    """The page of a matter."""
    return address(PAGES[kind], number) if kind in PAGES else ""


def narrowed(scope: Scope) -> dict[str, Any]:
    """The scope as the filter of a list: exactly the rows the figure counted."""
    return {FILTER[scope.kind]: scope.id} if scope.kind in FILTER else {}


def cases(scope: Scope, **query: Any) -> str:
    return address("cases:list", **{**narrowed(scope), **query})


def whistles(scope: Scope, **query: Any) -> str:
    return address("whistles:list", **{**narrowed(scope), **query})
