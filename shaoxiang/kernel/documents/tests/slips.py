"""One composed slip (示例) for all tests of papers."""

from datetime import UTC, date, datetime

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def slip(**changed):
    return {
        "number": "SJ20260302-0001", "title": "示例：井盖破损影响通行", "opened_at": NOON, "place": "示例路与示例街交叉口", "type": "市政公用 / 井盖破损",
        "kind": "求助", "source": "居民上报", "description": "示例：井盖缺了一角 <b>&amp;</b> #emph[x] 请回电13900000000", "lead": "示例街道办事处",
        "cooperating": ["示例部门甲", "示例部门乙"], "ground": ["职责清单第37项", "派单目录0203"],
        "clocks": [{"label": "受理", "due": NOON, "law": "示例制度第八条"}, {"label": "办结", "due": date(2026, 3, 9), "law": "示例制度第九条"}],
        "issued_by": "陈科", "issued_at": NOON, "district": "新城区", **changed,
    }
