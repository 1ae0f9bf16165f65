"""Items of the lists in words: what a whistle rests on, and what a search finds."""

from __future__ import annotations

from django.utils.translation import gettext

from shaoxiang.cases.queries.choices import CitedItem, cited_items
from shaoxiang.dispatch.vocabulary import CitedList
from shaoxiang.duties.models import DispatchCatalogueEntry, DutyItem, EmpoweredMatter
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.language import in_words


def subject_words(code: str) -> str:
    """The type of event by name; "" for none."""
    kind = duty_book().types.get(code)
    return in_words(kind.name, kind.name_en) if kind else code


def ground_words(cited_list: str, item: str) -> str:
    """职责清单 D-C16 市政设施问题收集转办 · 配合: the newest version of the item; "" for none."""
    if not cited_list or not item:
        return ""
    listed = gettext(CitedList.label_of(cited_list))
    return " ".join(part for part in (listed, item, _title(cited_list, item)) if part)


def _title(cited_list: str, item: str) -> str:
    if cited_list == CitedList.DISPATCH_CATALOGUE:
        entry = DispatchCatalogueEntry.objects.filter(pk=int(item)).select_related("type").first() if item.isdecimal() else None
        return f"{in_words(entry.type.name, entry.type.name_en)} → {book().name_of(entry.lead_id)}" if entry else ""
    if cited_list == CitedList.EMPOWERED_MATTERS:
        return EmpoweredMatter.objects.filter(code=item).order_by("-pk").values_list("name", flat=True).first() or ""
    row = DutyItem.objects.filter(code=item).order_by("-pk").first()
    return f"{in_words(row.title, row.title_en)} · {gettext(row.get_role_display())}" if row else ""


__all__ = ["CitedItem", "cited_items", "ground_words", "subject_words"]
