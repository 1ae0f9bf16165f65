"""个人信息申请 (个人信息保护法 第四十五、四十七、五十条): the one who reported asks for erasure or for a copy; the security administrator answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from shaoxiang.cases import access, queries, rules
from shaoxiang.cases.flows import DATA_FLOW
from shaoxiang.cases.models import Case, DataRequest, Progress
from shaoxiang.cases.rules import ReportRefused
from shaoxiang.cases.vocabulary import ENDED, DataRefusal, DataStatus
from shaoxiang.duties.queries import duty_book
from shaoxiang.institutions.queries.desks import command_center
from shaoxiang.institutions.vocabulary import Role
from shaoxiang.kernel.access import Actor, require
from shaoxiang.kernel.clocks import actions as clocks
from shaoxiang.kernel.clocks.queries import earliest
from shaoxiang.kernel.desk.actions import await_act, settle
from shaoxiang.kernel.files.models import Attachment
from shaoxiang.kernel.files.vocabulary import AttachmentRole
from shaoxiang.kernel.flow import Move, MoveRefused
from shaoxiang.kernel.identity import actions as vault
from shaoxiang.kernel.journal.actions import record
from shaoxiang.kernel.journal.rules import Fact, digest
from shaoxiang.kernel.matter.actions import lock_matter, open_matter
from shaoxiang.kernel.matter.models import Matter
from shaoxiang.kernel.matter.rows import hold
from shaoxiang.kernel.matter.vocabulary import MatterKind
from shaoxiang.kernel.search.actions import index
from shaoxiang.kernel.vocabulary import _

ERASED_WORDS = _("（原文已按反映人申请删除）")


@transaction.atomic
def request_erasure(number: str, *, actor: Actor, at: datetime, words: str = "") -> DataRequest:
    """申请删除个人信息. One open request per case. Raises Case.DoesNotExist, PermissionDenied, MoveRefused (one is open already)."""
    case = _own(number, actor, "request_erasure")
    if DataRequest.objects.filter(case=case, decided_at__isnull=True).exists():
        raise MoveRefused("request_erasure", case.matter.status, _("您已经申请过了，正在等答复。"))
    planned = clocks.plan([queries.case_limits()["DATA_REQUEST"]], at=at)
    warn_at, due_at = earliest(planned)
    matter = open_matter(
        MatterKind.PERSONAL_DATA, title=_("申请删除个人信息"), status=DataStatus.SUBMITTED, at=at,
        unit_id=command_center(), warn_at=warn_at, due_at=due_at,
    )
    clocks.begin(matter, planned)
    request = DataRequest.objects.create(matter=matter, case=case, words=rules.tidy(words)[:1000])
    await_act(matter.pk, "erase_data", role=Role.SECURITY_ADMIN, at=at, unit_id=command_center(), warn_at=warn_at, due_at=due_at)
    facts: dict[str, Fact] = {"case": case.pk, "words_sha256": digest(request.words)}
    record("cases.data_requested", subject=matter, actor=actor, at=at, facts=facts, rule="个人信息保护法 47", new=True)
    record("cases.erasure_asked", subject=case.matter, actor=actor, at=at, facts={"request": matter.pk}, rule="个人信息保护法 47")
    return request


@transaction.atomic
def given_copy(number: str, *, actor: Actor, at: datetime, plain: bool) -> Case:
    """查阅复制 (个人信息保护法 第四十五条): a copy was handed out; `plain`: with name and telephone unmasked."""
    case = _own(number, actor, "request_erasure")
    record("cases.data_given", subject=case.matter, actor=actor, at=at, facts={"plain": plain}, rule="个人信息保护法 45")
    return case


def _own(number: str, actor: Actor, name: str) -> Case:
    try:
        case = Case.objects.select_related("matter").get(matter__number=number, matter=lock_matter(Matter.objects.only("pk").get(number=number).pk))
    except Matter.DoesNotExist:
        raise Case.DoesNotExist(number) from None
    require(actor, access.GRANTS[name], case)
    return case


@transaction.atomic
def erase_data(number: str, *, actor: Actor, at: datetime, words: str = "") -> DataRequest:
    """同意删除: the vault record is emptied; the reporter's own words, photos and device position go; type, place and result stay.

    Refused while the case runs: then the purpose is not yet reached, and the answer is `refuse_data` with that ground.
    """
    request, matter, move = _taken(number, "erase_data", actor)
    case = Case.objects.select_related("matter").get(pk=lock_matter(request.case_id).pk)
    if case.matter.status not in ENDED:
        raise MoveRefused("erase_data", matter.status, _("这件事还没有办结，删了就没法答复反映人：请选“不予删除”并说明，办结后可以再申请。"))
    if case.reporter_id is not None:
        vault.erase(case.reporter_id, actor=actor, at=at)
    _erase_words(case, at)
    record("cases.data_erased", subject=case.matter, actor=actor, at=at, facts={"request": matter.pk}, rule=move.rule)
    return _decide(request, matter, move, actor=actor, at=at, words=words)


@transaction.atomic
def restrict_data(number: str, *, actor: Actor, at: datetime, words: str) -> DataRequest:
    """只保存，不再使用: the term the law sets has not passed, so it is kept and shown to nobody (个人信息保护法 第四十七条)."""
    request, matter, move = _taken(number, "restrict_data", actor)
    if not words.strip():
        raise ReportRefused("words", _("请写明是哪部法律、哪一条规定的保存期限。"))
    if request.case.reporter_id is not None:
        vault.restrict(request.case.reporter_id, actor=actor, at=at)
    record("cases.data_restricted", subject=request.case.matter, actor=actor, at=at, facts={"request": matter.pk}, rule=move.rule)
    return _decide(request, matter, move, actor=actor, at=at, words=words)


@transaction.atomic
def refuse_data(number: str, *, actor: Actor, at: datetime, reason: DataRefusal, words: str) -> DataRequest:
    """不予删除: with a listed ground and words (个人信息保护法 第五十条: 应当说明理由)."""
    request, matter, move = _taken(number, "refuse_data", actor)
    if not words.strip():
        raise ReportRefused("words", _("不予删除要说明理由：请写给申请人看得懂的话。"))
    request.refusal = DataRefusal(reason)
    return _decide(request, matter, move, actor=actor, at=at, words=words)


def _taken(number: str, name: str, actor: Actor) -> tuple[DataRequest, Matter, Move]:
    require(actor, access.GRANTS[name])
    request = hold(DataRequest.objects.select_related("case__matter"), number)
    return request, request.matter, DATA_FLOW.take(name, request.matter.status)


def _decide(request: DataRequest, matter: Matter, move: Move, *, actor: Actor, at: datetime, words: str) -> DataRequest:
    assert move.target is not None  # noqa: S101 (every move of this flow ends it)
    request.decision, request.decided_at, request.decided_by = rules.tidy(words)[:1000], at, actor.assignment_id
    request.save(update_fields=["decision", "decided_at", "decided_by", "refusal"])
    clocks.stop(matter, ["DATA_REQUEST"], at=at)
    matter.status, matter.closed_at = move.target, at
    matter.save(update_fields=["status", "closed_at"])
    settle(matter.pk, at=at, by=actor)
    facts: dict[str, Fact] = {"to": matter.status, "reason": request.refusal, "words_sha256": digest(request.decision)}
    record(f"cases.{move.name}", subject=matter, actor=actor, at=at, facts=facts, rule=move.rule)
    return request


def _erase_words(case: Case, at: datetime) -> None:
    """What the reporter wrote, photographed and where his telephone stood."""
    matter, kind = case.matter, duty_book().types.get(case.matter.subject_code)
    type_name = kind.name if kind else ""
    case.description, case.address = ERASED_WORDS, ""
    case.raw_lon = case.raw_lat = case.accuracy_m = None
    case.publicity, case.published_at, case.public_text, case.public_answer, case.private = "", None, "", "", True
    case.save(update_fields=[
        "description", "address", "raw_lon", "raw_lat", "accuracy_m", "publicity", "published_at", "public_text", "public_answer", "private",
    ])
    matter.title = type_name or ERASED_WORDS
    matter.save(update_fields=["title"])
    Progress.objects.filter(case=case, written_by__isnull=True).update(text=ERASED_WORDS)
    Attachment.objects.filter(matter_id=case.pk, role=AttachmentRole.REPORT).delete()  # the bytes go with the job that clears orphans
    index(case.pk, matter.opened_at, f"{matter.number} {matter.title}")
