"""What hangs on an item of the list of powers: the streets that exercise it, how often they did, the cases under way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date

from django.utils import timezone

from shaoxiang.duties.queries.hanging import Hanging
from shaoxiang.empowerment.models import HandedPower
from shaoxiang.empowerment.queries.powers import powers_on
from shaoxiang.empowerment.queries.usage import running_cases, usage
from shaoxiang.kernel.vocabulary import _

STREETS, USES, RUNNING = _("在行使的镇街"), _("十二个月里用的次数"), _("正在办的案件")
RECALL_FIRST = _("先按程序收回，再从清单上取消")


def hanging(codes: frozenset[str], on: date) -> Mapping[str, list[Hanging]]:
    """On the day a draft begins: a line recalled before that day bars nothing."""
    today = timezone.localdate()
    held = Counter(powers_on(on).filter(code__in=codes).values_list("code", flat=True))
    used: Counter[str] = Counter()
    for one in usage(powers_on(today).filter(code__in=codes), today):
        used[one.code] += one.used
    under_way = Counter(ground.power.code for ground in running_cases(HandedPower.objects.filter(code__in=codes)))
    return {
        code: [
            Hanging(STREETS, held[code], "empowerment:item", (code,), bars=RECALL_FIRST),
            Hanging(USES, used[code], "empowerment:item", (code,)), Hanging(RUNNING, under_way[code], "empowerment:item", (code,)),
        ]
        for code in codes
    }
