"""自己的数据 (个人信息保护法 第四十五条): what is held of the one who reported, and who has looked at it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from shaoxiang.cases.models import Case, DataRequest, Progress
from shaoxiang.cases.queries.resident import place_words
from shaoxiang.cases.queries.words import type_words
from shaoxiang.cases.vocabulary import AppealKind, CaseStatus, DataRefusal, DataStatus, Satisfaction, Source
from shaoxiang.institutions.queries import book
from shaoxiang.kernel.files.queries import attachments_of
from shaoxiang.kernel.identity.models import VaultRecord
from shaoxiang.kernel.identity.queries import disclosures_of, masked, plain
from shaoxiang.kernel.identity.vocabulary import Field


def copy_of(case: Case, *, plain: bool) -> dict[str, Any]:
    """Everything of this matter that is the reporter's, in words. `plain`: contact unmasked. Photos are named, not copied."""
    matter, said = case.matter, Progress.objects.filter(case=case, for_resident=True)
    mine = Progress.objects.filter(case=case, written_by__isnull=True, for_resident=False)
    return {
        gettext("编号"): matter.number, gettext("状态"): gettext(CaseStatus.label_of(matter.status)), gettext("来源"): gettext(Source.label_of(case.source)),
        gettext("诉求种类"): gettext(AppealKind.label_of(case.kind)), gettext("类别"): type_words(matter.subject_code),
        gettext("内容"): case.description, gettext("地点"): place_words(case), gettext("经纬度"): [matter.lon, matter.lat] if matter.lon is not None else None,
        gettext("设备定位"): [case.raw_lon, case.raw_lat, case.accuracy_m] if case.raw_lon is not None else None,
        gettext("上报时间"): _at(matter.opened_at), gettext("办结时间"): _at(matter.closed_at),
        gettext("联系方式"): contact_of(case, plain_words=plain), gettext("联系方式保存至"): _at(_kept_until(case)),
        gettext("给您的答复"): case.answer, gettext("您的评价"): gettext(Satisfaction.label_of(case.satisfaction)) if case.satisfaction else "",
        gettext("来往的话"): [{gettext("时间"): _at(each.written_at), gettext("内容"): each.text} for each in (*said, *mine)],
        gettext("照片和附件"): [each.name for each in attachments_of(case.pk, public_only=True)],
        gettext("同意公开"): not case.private, gettext("公开的内容"): case.public_text,
        gettext("谁看过联系方式"): seen_by(case),
        gettext("删除申请"): [request_words(each) for each in requests_of(case)],
    }


def contact_of(case: Case, *, plain_words: bool) -> dict[str, str]:
    record = VaultRecord.objects.filter(pk=case.reporter_id or 0).first()
    if record is None or record.blurred_at is not None:
        return {}
    shown = plain(record) if plain_words else masked(record)
    return {gettext(field.label): shown[field.value] for field in Field if shown.get(field.value)}


def seen_by(case: Case) -> list[dict[str, Any]]:
    """When, by which office, which fields; never who as a person (the reason is on record for the auditor)."""
    known = book()
    found = []
    for each in disclosures_of(case.pk):
        seat = known.seats.get(each.assignment_id or 0)
        office = known.name_of(known.posts[seat.post_id].body_id) if seat else "—"
        found.append({gettext("时间"): _at(each.at), gettext("单位"): office, gettext("看了什么"): [gettext(Field.label_of(name)) for name in each.fields]})
    return found


def requests_of(case: Case) -> list[DataRequest]:
    """申请 of this matter, newest first."""
    return list(DataRequest.objects.filter(case=case).select_related("matter").order_by("-pk"))


def request_words(request: DataRequest) -> dict[str, Any]:
    return {
        gettext("编号"): request.number, gettext("状态"): gettext(DataStatus.label_of(request.matter.status)),
        gettext("理由"): gettext(DataRefusal.label_of(request.refusal)) if request.refusal else "", gettext("答复"): request.decision,
    }


def _kept_until(case: Case) -> Any:
    return VaultRecord.objects.filter(pk=case.reporter_id or 0).values_list("blur_after", flat=True).first()


def _at(moment: Any) -> str | None:
    return timezone.localtime(moment).isoformat(timespec="minutes") if moment else None
