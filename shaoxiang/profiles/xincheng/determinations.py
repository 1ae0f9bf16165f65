"""三定规定 of the nine reform units, adopted and issued as the seed tells (number and words composed, 示例); one more in draft; duties named by post."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils import timezone

from shaoxiang.determinations.models import DeterminationLine, DeterminationPart, PostDuty, ThreeDeterminationVersion
from shaoxiang.determinations.queries import naming
from shaoxiang.determinations.queries.ledger import ledger_lines
from shaoxiang.determinations.queries.versions import standing, units
from shaoxiang.determinations.rules import Line
from shaoxiang.determinations.vocabulary import PartKind, Share, VersionStatus
from shaoxiang.institutions.models import Body
from shaoxiang.profiles.xincheng.bodies import BUREAU_STREET
from shaoxiang.profiles.xincheng.tables import REFORM_DAY

ADOPTED, ISSUED, SECOND_DRAFT = date(2020, 3, 20), date(2020, 3, 24), date(2026, 9, 1)  # the day of adoption is composed
MEETING = "2020 年第一次编委会会议"
BASIS = (
    "为规范本单位的职能配置、内设机构和人员编制，推进街道机构改革，制定本规定",
    "本规定由区委机构编制委员会审定，机构编制事项以本规定为准（示例文字）",
)
FUNCTIONS = ("加强党的建设", "统筹区域发展", "组织公共服务", "实施综合管理", "动员社会参与", "指导社区自治", "维护安全稳定", "承办区委、区政府交办的其他事项")
SUPPLEMENT = ("本规定由区委机构编制委员会办公室负责解释", "行政编制和事业编制只增不减；调整由区委机构编制委员会办公室按程序办理", "本规定自印发之日起施行")
EVERY_UNNAMED = 9  # each ninth duty of an office is left to be named, so that the page of gaps has something to show


def load_determinations() -> None:
    """Versions and names of posts that are not there yet; what people have changed stays."""
    reform = [unit for unit in units(timezone.localdate()) if unit.street is not None and unit.street.reform_unit]
    if not ThreeDeterminationVersion.objects.exists():
        for order, unit in enumerate(reform, start=1):
            _issued(unit, order)
            if unit.code == f"S{BUREAU_STREET[:9]}":
                _drafted(unit)
    if not PostDuty.objects.exists():
        PostDuty.objects.bulk_create([row for unit in reform for row in _named(unit)], batch_size=500)


def _issued(unit: Body, order: int) -> None:
    version = ThreeDeterminationVersion.objects.create(
        unit=unit, number=1, status=VersionStatus.ADOPTED, adopted_on=ADOPTED, meeting=MEETING, issued_on=ISSUED,
        document_number=f"新编发〔2020〕{order}号（示例）", effective_from=ISSUED, ledger_on=ISSUED, drafted_at=_noon(ADOPTED), sample=True,
    )
    _write(version, _composed(unit, ISSUED))
    version.status = VersionStatus.ISSUED  # only when it is whole: from here the database holds it
    version.save(update_fields=["status"])


def _drafted(unit: Body) -> None:
    version = ThreeDeterminationVersion.objects.create(unit=unit, number=2, drafted_at=_noon(SECOND_DRAFT), ledger_on=SECOND_DRAFT, sample=True)
    parts = _composed(unit, SECOND_DRAFT)
    parts[PartKind.FUNCTIONS] = [*parts[PartKind.FUNCTIONS][:-1], Line(text="统筹辖区物业管理和小区治理"), parts[PartKind.FUNCTIONS][-1]]
    parts[PartKind.SUPPLEMENT] = [*parts[PartKind.SUPPLEMENT][:-1], Line(text="本规定自印发之日起施行，2020 年印发的规定同时废止")]
    _write(version, parts)


def _composed(unit: Body, on: date) -> dict[PartKind, list[Line]]:
    offices, institutions = standing(unit, timezone.localdate())
    return {
        PartKind.BASIS: [Line(text=text) for text in BASIS], PartKind.FUNCTIONS: [Line(text=text) for text in FUNCTIONS],
        PartKind.OFFICES: offices, PartKind.INSTITUTIONS: institutions,
        PartKind.QUOTA: ledger_lines(unit.pk, PartKind.QUOTA, on), PartKind.LEADERS: ledger_lines(unit.pk, PartKind.LEADERS, on),
        PartKind.SUPPLEMENT: [Line(text=text) for text in SUPPLEMENT],
    }


def _write(version: ThreeDeterminationVersion, parts: dict[PartKind, list[Line]]) -> None:
    for kind, lines in parts.items():
        part = DeterminationPart.objects.create(version=version, kind=kind)
        DeterminationLine.objects.bulk_create(DeterminationLine(part=part, order=order, **line._asdict()) for order, line in enumerate(lines))


def _named(unit: Body) -> Iterator[PostDuty]:
    """The clerk leads, every third with the head assisting; every fourth is led by the head."""
    for office in naming.unit_duties(unit, timezone.localdate()):
        clerk, head = (next((post for post in office.posts if post.code.endswith(key)), None) for key in (":HANDLER", ":HEAD"))
        if clerk is None or head is None:
            continue
        for turn, row in enumerate(office.rows, start=1):
            if turn % EVERY_UNNAMED == 0:
                continue
            lead, other = (head, clerk) if turn % 4 == 0 else (clerk, head)
            yield _duty(lead.pk, row, Share.LEAD)
            if turn % 3 == 0:
                yield _duty(other.pk, row, Share.ASSIST)


def _duty(post_id: int, row: naming.DutyRow, share: Share) -> PostDuty:
    return PostDuty(post_id=post_id, list_kind=row.item.list_kind, item=row.item.code, share=share.value, valid_from=REFORM_DAY, sample=True)


def _noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))
