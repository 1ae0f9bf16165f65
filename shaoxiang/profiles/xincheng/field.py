"""现场: what the demo grid worker's telephone sent in this morning. Composed (示例)."""

from __future__ import annotations

from datetime import datetime, timedelta

from shaoxiang.cases.actions.field import OnTheSpot, take_report
from shaoxiang.cases.rules import Report
from shaoxiang.cases.vocabulary import AppealKind, Source
from shaoxiang.kernel.access import Actor

ON_THE_SPOT = 3  # cases made here
RUBBISH, SMALL_ADS, LAMP = "0102", "0201", "B0108"


def find_on_the_spot(worker: Actor, anchor: datetime) -> int:
    """One found where there was no network, one settled on the spot, one reported for an old neighbour. Returns how many."""
    grid = worker.grid_ids[0]

    def find(minutes: int, words: str, type_code: str, *, made: int = 0, outcome: str = "", **more: object) -> None:
        at = anchor - timedelta(minutes=minutes)
        written = at - timedelta(minutes=made) if made else None
        told = {"source": Source.PATROL, "kind": AppealKind.PATROL, "wants_call_back": False, "grid_id": grid, **more}
        report = Report(description=words, type_code=type_code, found_at=written, **told)  # type: ignore[arg-type]
        take_report(report, spot=OnTheSpot(f"demo-{minutes:04d}", written), actor=worker, at=at, outcome=outcome)

    find(150, "（示例）3 号楼后面的垃圾堆没有清。", RUBBISH, made=35, address="3 号楼后身")
    find(95, "（示例）单元门上贴了小广告。", SMALL_ADS, outcome="已清理干净")
    find(
        60, "（示例）替楼上老人上报：楼门口的路灯不亮，晚上出门怕摔。", LAMP, source=Source.PROXY, kind=AppealKind.HELP, wants_call_back=True, consent=True,
        address="2 号楼 1 单元门口", reporter={"name": "示例·张奶奶", "phone": "13900000000"},
    )
    return ON_THE_SPOT
