"""Items an objection may rest on."""

from __future__ import annotations

from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter

LISTS = ("DUTY_LIST", "DISPATCH_CATALOGUE", "EMPOWERED_MATTERS")


def cited_item_exists(cited_list: str, code: str) -> bool:
    """Is there such an item on that list (any version: an objection may rest on what held when the order was given)?"""
    if cited_list == "DUTY_LIST":
        return DutyItem.objects.filter(code=code).exists()
    if cited_list == "EMPOWERED_MATTERS":
        return EmpoweredMatter.objects.filter(code=code).exists()
    return cited_list == "DISPATCH_CATALOGUE" and code.isdigit() and DispatchCatalogueEntry.objects.filter(pk=int(code)).exists()
