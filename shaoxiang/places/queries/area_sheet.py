"""片区表: its columns, and what one line gives."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.utils.translation import gettext

from shaoxiang.kernel.exchange.reading import Heading, Row
from shaoxiang.kernel.sheets.cells import day_in, every, parts_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.places.queries.book import place_book
from shaoxiang.places.rules.areas import AreaGiven

AREA_TABLE = (
    Heading("code", ("片区代码", "代码", "code")), Heading("name", ("片区名称", "名称", "name")), Heading("name_en", ("英文名称", "name_en"), required=False),
    Heading("streets", ("镇街代码", "镇街", "streets")), Heading("communities", ("社区代码", "社区", "communities"), required=False),
    Heading("since", ("生效日期", "since", "valid_from")), Heading("document", ("决定文件", "依据", "document")),
    Heading("heard_number", ("征求街道意见的编号", "heard_number"), required=False),
)
NO_COMMUNITY = _("没有这个社区：%(words)s。请写代码或全名。")


def read_area(row: Row) -> AreaGiven:
    """Raises SeveralErrors."""
    return AreaGiven(**every({
        **{name: partial(row.text, name, needed=True) for name in ("code", "name")}, "streets": partial(_streets, row), "since": partial(day_in, row, "since"),
        "name_en": partial(row.text, "name_en"), "communities": partial(_communities, row), "document": partial(row.text, "document"),
        "heard_number": partial(row.text, "heard_number"),
    }))


def _streets(row: Row) -> list[int]:
    row.text("streets", needed=True)
    by_code = {street.code: street.id for street in place_book().streets.values()}
    codes = parts_in(row, "streets") or []
    unknown = [code for code in codes if code not in by_code]
    if unknown:
        raise row.error("streets", gettext("没有这个镇街代码：%(codes)s。") % {"codes": "、".join(unknown)}, gettext("请写 12 位或 9 位区划代码。"))
    return [by_code[code] for code in codes]


def _communities(row: Row) -> list[int]:
    keys, unknown = communities_of(parts_in(row, "communities") or [])
    if unknown:
        raise row.error("communities", gettext(NO_COMMUNITY) % {"words": "、".join(unknown)}, "")
    return keys


def communities_of(lines: Iterable[str]) -> tuple[list[int], list[str]]:
    """Codes or names of communities in force, as keys; and what is neither."""
    known: dict[str, int] = {}
    for one in place_book().communities.values():
        known[one.code] = one.id
        known.setdefault(one.name, one.id)
    words = [line.strip() for line in lines if line.strip()]
    return [known[word] for word in words if word in known], [word for word in words if word not in known]
