"""What a request must state, who must have been heard, what must have arrived before anything is listed. No database, no clock on the wall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date

from shaoxiang.admission.vocabulary import (
    Advice,
    Decided,
    Finding,
    LookBack,
    ReceiptState,
    ResourceKind,
    ReviewKind,
    Tenure,
    WorkKind,
)
from shaoxiang.duties.rules.standing import said_before
from shaoxiang.kernel.clocks.rules import Authored, ClockSpec
from shaoxiang.kernel.clocks.vocabulary import DayType, Extension, Unit
from shaoxiang.kernel.dated import too_far, too_long_ago
from shaoxiang.kernel.refusal import Refusal
from shaoxiang.kernel.text.papers import document_in
from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules import matching_words

REVIEW_CLOCK = "ADM_REVIEW"  # of the table of clocks; one for each of the three, a part of the matter (ADR 0025)
COMPLETE, AMEND, OPINION, DECIDE, DELIVER, PUBLISH, LOOK_BACK = (
    "ADM_COMPLETE", "ADM_AMEND", "ADM_OPINION", "ADM_DECIDE", "ADM_DELIVER", "ADM_PUBLISH", "ADM_LOOK_BACK",
)
REFUSE, ANSWER, RULE = "ADM_REFUSE", "ADM_ANSWER", "ADM_RULE"
TITLE_MAX, WORDS_MAX, SHORT_MAX = 80, 4000, 400
NO_MATCH = _("写着“%(words)s”：不得要求镇街对口设机构、挂牌子、配编制、定级别（《地方各级人民政府机构设置和编制管理条例》第七条）。"
             "请改写成要办的事和部门给的人、钱、条件；"
             "要调整机构编制的，由编委会办公室按程序办。")
MATCHES = _("这里要求镇街与部门对口（《地方各级人民政府机构设置和编制管理条例》第七条不允许）：请改写成要办的事和部门给的人、钱、条件。")
PAPERS_MAX = 20  # attached to one request or notice


def _stage(
    code: str, label: str, english: str, amount: int, since: str, since_en: str, *, unit: Unit = Unit.DAY, law: str = "", article: str = "",
) -> Authored:
    """A clock of a stage, kept among the settings (时限设定). No law says how long a district may take over an admission: composed, but where one is named."""
    spec = ClockSpec(
        code, label, amount, unit, DayType.WORKING if unit is Unit.DAY else DayType.CALENDAR, law=law, article=article, domain="duty_admission",
        extension=Extension.NONE,
    )
    return Authored(spec, english, since, since_en, "AUTHORITY", "V" if law else "I", bool(law), "", "")


CLOCKS = (
    _stage(COMPLETE, _("核对准入材料"), "Check of a request's papers", 3, "部门提交", "submitted"),
    _stage(AMEND, _("补正准入材料"), "Completing a request", 10, "退回补正", "sent back"),
    _stage(OPINION, _("编办提出意见"), "Opinion of the staffing office", 5, "街道都听过了", "every street heard"),
    _stage(DECIDE, _("区里决定"), "Decision of the district", 20, "编办报区里", "opinion given"),
    _stage(DELIVER, _("资源交付到位"), "Delivery of people, money and powers", 20, "决定准入", "approved"),
    _stage(PUBLISH, _("随清单公布"), "Publication with the list", 20, "列入清单草案", "listed", law="政府信息公开条例(2019)", article="26"),
    _stage(LOOK_BACK, _("满一年回头看"), "Looking back after a year", 12, "公布", "published", unit=Unit.MONTH),
    _stage(REFUSE, _("发出拒收通知"), "Issuing a refusal notice", 3, "收到清单外的工作", "unlisted work received"),
    _stage(ANSWER, _("部门回应拒收通知"), "Department answers a refusal", 5, "发出拒收通知", "notice issued"),
    _stage(RULE, _("编办裁定"), "Ruling of the staffing office", 5, "部门提请裁定", "ruling asked for"),
)


class AdmissionRefused(Refusal):
    """What was given does not do. `field` names the input, `reason` (a msgid) says how to cure it, `facts` fill it; `missing`: several at once."""

    def __init__(self, field: str, reason: str, *, missing: Mapping[str, str] | None = None, **facts: object) -> None:
        super().__init__(field, reason, **facts)
        self.missing = dict(missing or {})


# --- what a request states (A2, A5, A10) ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Statement:
    """What the department states. Words in the department's own language; `units` are the streets it touches."""

    title: str = ""
    legal_basis: str = ""
    need: str = ""
    workload: str = ""
    hours_a_month: int | None = None
    staff: str = ""
    money: str = ""
    period: str = ""
    standard: str = ""
    process: str = ""
    keeps: str = ""  # what the department itself still does
    technique: str = ""
    requirements: str = ""
    authority: str = ""
    data_access: str = ""
    training: str = ""
    tenure: Tenure = Tenure.PERMANENT
    end_on: date | None = None
    grid_work: bool = False
    touches_communities: bool = False
    community_work: str = ""
    no_forms: bool = False
    units: tuple[int, ...] = ()


STATED: dict[str, str] = {  # A2: each missing one is named
    "title": _("没有写是什么工作：请用一句话写明。"),
    "legal_basis": _("没有写法律依据：请写到条。没有依据的工作不能交给街道。"),
    "need": _("没有写为什么要交给街道：请写明必要性。"),
    "workload": _("没有写工作量：请写每月多少小时，或者要几个人做。"),
    "staff": _("没有写人员：请写明给街道几个人、什么编制。"),
    "money": _("没有写经费：请写明每年多少钱、从哪里出。"),
    "period": _("没有写期限：请写明从什么时候做到什么时候。"),
    "standard": _("没有写工作标准：请写明做到什么样算做好。"),
    "process": _("没有写工作流程：请写明一步一步怎么做。"),
    "keeps": _("没有写部门自己还做什么：交出去不等于不管。"),
}
SUPPLIED: dict[str, str] = {  # A5: temporary work is supplied by the department, besides people, money, standard and process
    "technique": _("临时工作要写明部门提供什么技术支持（设备、系统、专业人员）。"),
    "requirements": _("临时工作要写明具体要求（做什么、不做什么、谁负责安全）。"),
}


TOO_LONG = _("临时工作最长一年：请核对年份；要做更久的，请选“长期”，列入清单。")


def missing_statements(given: Statement, today: date) -> dict[str, str]:
    """Field → what is missing and how to cure it. Empty: complete. A2, A5, A10."""
    wanted = {**STATED, **(SUPPLIED if given.tenure == Tenure.TEMPORARY else {})}
    found = {name: words for name, words in wanted.items() if not str(getattr(given, name)).strip()}
    if not given.units:
        found["units"] = _("没有选涉及的街道：请把每一个要做这件事的街道都选上。")
    if given.tenure == Tenure.TEMPORARY and given.end_on is None:
        found["end_on"] = _("临时工作要有结束日期：到那天自动结束。")
    elif given.tenure == Tenure.TEMPORARY and given.end_on is not None and given.end_on <= today:
        found["end_on"] = _("结束日期要在今天以后。")
    elif given.tenure == Tenure.TEMPORARY and given.end_on is not None and too_far(given.end_on, today):
        found["end_on"] = TOO_LONG
    elif given.tenure == Tenure.PERMANENT and given.end_on is not None:
        found["end_on"] = _("长期工作不写结束日期；要到期结束的，请选“临时”。")
    if given.touches_communities:
        if not given.community_work.strip():
            found["community_work"] = _("涉及社区的，要写明请社区做什么：社区清单以外的事不能交给社区。")
        if not given.no_forms:
            found["no_forms"] = _("不得要求社区填报表、报数据、盖章证明：请去掉这些要求，并在这里确认。")
    return found


def check_draft(given: Statement) -> None:
    """A draft may be half-written; it only has a name, and nothing is too long. Raises AdmissionRefused."""
    if not given.title.strip():
        raise AdmissionRefused("title", STATED["title"])
    for one in fields(given):
        value = getattr(given, one.name)
        if isinstance(value, str) and len(value) > (TITLE_MAX if one.name == "title" else WORDS_MAX):
            raise AdmissionRefused(one.name, _("太长：请留下要点，其余作为附件。"))
    check_asks_no_match(stated_words(given))


def check_asks_no_match(words: Mapping[str, str]) -> None:
    """Q7 (地方各级人民政府机构设置和编制管理条例 7): whoever hands over work does not ask the street for a match of his own. By field; every one is

    named at once. Raises AdmissionRefused.
    """
    bad = {field: demands[0] for field, said in words.items() if (demands := matching_words(said))}
    if bad:
        field, first = next(iter(bad.items()))
        raise AdmissionRefused(field, NO_MATCH, missing={one: NO_MATCH if one == field else MATCHES for one in bad}, words=first)


def check_decidable(given: Statement) -> None:
    """What was handed in before Q7 was asked of requests is not approved. Raises AdmissionRefused."""
    found = matching_words("\n".join(stated_words(given).values()))
    if found:
        raise AdmissionRefused(
            "decided", _("申请里写着“%(words)s”：不得要求镇街对口设机构、挂牌子、配编制、定级别（《地方各级人民政府机构设置和编制管理条例》第七条），不能批准。"
                         "请决定不予准入，由部门改写以后重新申请。"), words=found[0],
        )


def stated_words(given: Statement) -> dict[str, str]:
    return {one.name: value for one in fields(given) if isinstance(value := getattr(given, one.name), str)}


def check_papers(there: int) -> None:
    """One more may be attached. Raises AdmissionRefused."""
    if there >= PAPERS_MAX:
        raise AdmissionRefused("upload", _("已经附了 %(n)s 份：请把零散的并成一份 PDF。"), n=there)


def check_complete(given: Statement, today: date) -> None:
    """Raises AdmissionRefused with every missing statement at once."""
    missing = missing_statements(given, today)
    if missing:
        first = next(iter(missing))
        raise AdmissionRefused(first, missing[first], missing=missing)
    check_asks_no_match(stated_words(given))  # written before it was asked


def check_changed(before: str, now: str) -> None:
    """What was sent back is not handed in word for word again. `before`, `now`: digests of the statements and streets."""
    if before and before == now:
        raise AdmissionRefused("need", _("退回以后一个字也没有改：请照退回的意见改了再提交；认为不用改的，在“为什么要做”里写明理由。"))


# --- examination and hearing (A1, A3) ------------------------------------------------------------------------------------


def check_finding(finding: Finding, words: str) -> None:
    if finding != Finding.SUPPORT and not words.strip():
        raise AdmissionRefused("words", _("请写明哪里不行、怎么改：部门和街道都会看到。"))
    if len(words) > WORDS_MAX:
        raise AdmissionRefused("words", _("太长：请留下要点，其余作为附件。"))


def may_consult(findings: Mapping[ReviewKind, Finding | None]) -> str:
    """"" where the streets may be asked now; else the reason. Any order of the three gives the same answer."""
    waiting = [kind for kind in ReviewKind if findings.get(kind) is None]
    if waiting:
        return _("三家审查还没有都出意见：请等审查意见，或者催一催。")
    if findings[ReviewKind.LEGALITY] == Finding.OBJECT:
        return _("合法性审查认为不可以：请退回部门修改；改不了的，由部门撤回。")
    return ""


def reviews_done(findings: Iterable[Finding | None]) -> bool:
    """Every one of the three has found."""
    held = list(findings)
    return len(held) == len(ReviewKind) and None not in held


def check_decision(
    decided: Decided, meeting: str, decided_on: date | None, document: str, end_on: date | None, today: date, since: date) -> None:
    """The district decides in a meeting, on a day, under a number; `since`: the day the streets had been heard. Raises AdmissionRefused."""
    for name, value, reason in (
        ("meeting", meeting, _("请写明哪次会议决定的。")), ("decided_on", decided_on, _("请写明哪天决定的。")), ("document", document, _("请写明决定的文号。")),
    ):
        if not value or (isinstance(value, str) and not value.strip()):
            raise AdmissionRefused(name, reason)
    if not document_in(document):
        raise AdmissionRefused("document", _("请写决定的文号，如“新政办纪〔2026〕9号”：口头定的不算。"))
    if decided_on is not None and decided_on > today:
        raise AdmissionRefused("decided_on", _("决定日期还没有到：开过会再来记录。"))
    if decided_on is not None and decided_on < since:
        raise AdmissionRefused("decided_on", _("决定早于编办提出意见的那天（%(day)s）：街道的意见要先送到会上，请核对会议日期。"), day=since.isoformat())
    if decided == Decided.TEMPORARY and (end_on is None or end_on <= today):
        raise AdmissionRefused("end_on", _("临时准入要写结束日期，而且要在今天以后。"))
    if decided == Decided.TEMPORARY and end_on is not None and too_far(end_on, today):
        raise AdmissionRefused("end_on", TOO_LONG)
    if decided != Decided.TEMPORARY and end_on is not None:
        raise AdmissionRefused("end_on", _("只有临时准入写结束日期：请改选“临时”，或者清空日期。"))


def speaks_of(told: str, title: str) -> bool:
    """Does a request speak of this work: at least half of the words of its title? 示例 is no word of it. A title without words asks for nothing."""
    return said_before(_plain(told), _plain(title))


def check_title(admitted: str, told: str, title: str) -> None:
    """What is listed is what was admitted. Raises AdmissionRefused."""
    if title.strip() and not speaks_of(f"{admitted} {told}", title):
        raise AdmissionRefused("title", _("清单上写的要是批准的那件事：“%(admitted)s”，申请里没有说到现在写的这件。"), admitted=admitted)


def _plain(words: str) -> str:
    return words.replace("示例：", "").replace("示例:", "")


def check_advice(advice: Advice, words: str) -> None:
    if not words.strip():
        raise AdmissionRefused("words", _("请写明编办怎么看、为什么。街道的不同意见自动附上，不能去掉。"))


# --- resources (A4, A6) ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Receipt:
    """One resource line at one street."""

    line: int
    unit_id: int
    state: ReceiptState


def resource_lines(given: Statement) -> list[tuple[ResourceKind, str]]:
    """What approval obliges the department to deliver (A4): money and people always, the rest as stated."""
    always = ((ResourceKind.MONEY, given.money), (ResourceKind.POSTS, given.staff))
    stated = ((ResourceKind.AUTHORITY, given.authority), (ResourceKind.DATA, given.data_access), (ResourceKind.TRAINING, given.training))
    return [*always, *((kind, words) for kind, words in stated if words.strip())]


def unconfirmed(receipts: Iterable[Receipt]) -> list[Receipt]:
    """What still keeps the work off the list (A6), line by line and street by street."""
    return [one for one in receipts if one.state != ReceiptState.CONFIRMED]


def check_look_back(outcome: LookBack, words: str) -> None:
    if not words.strip():
        raise AdmissionRefused("words", _("请写明一年来做得怎么样，为什么这样定。"))


# --- the lists ------------------------------------------------------------------------------------------------------------


def check_not_listed(code: str, title: str) -> None:
    """What the list says the street leads or assists in is no work from outside the lists. `code`: of the item the case was sent by, "" if of none."""
    if code:
        raise AdmissionRefused(
            "subject", _("这一件清单上写明由镇街承担（%(code)s %(title)s），不能拒收。分错了类、派错了人的，在事件里改分类或者退单；不该列的，请编办改清单。"),
            code=code, title=title,
        )


# --- the refusal (A7, A9) -------------------------------------------------------------------------------------------------


def check_refusal(kind: WorkKind, title: str, words: str, received_on: date | None, letter: str, named: bool, today: date) -> None:
    """`named`: the case, item or task was given and found. Raises AdmissionRefused."""
    if not title.strip():
        raise AdmissionRefused("title", STATED["title"])
    if not words.strip():
        raise AdmissionRefused("words", _("请写明对方要街道做什么，为什么不该接。"))
    if received_on is None or received_on > today:
        raise AdmissionRefused("received_on", _("请写明哪天收到的，不能晚于今天。"))
    if too_long_ago(received_on):
        raise AdmissionRefused("received_on", _("请核对年份。"))
    if kind == WorkKind.LETTER and not letter.strip():
        raise AdmissionRefused("letter", _("请写明来文的文号；电话或口头的，写明谁、什么时候。"))
    if kind != WorkKind.LETTER and not named:
        raise AdmissionRefused("subject", _("请写对编号：要拒收的是哪一件。不是系统里的事，请选“来文、来电、口头”。"))


def check_ruling(on_list: bool, item_found: bool, measure: bool, words: str) -> None:
    """Raises AdmissionRefused: an item is named, or the breach is put into words (A9)."""
    if on_list and not item_found:
        raise AdmissionRefused("item", _("请写明在这个镇街自己清单的哪一条：说在清单上，就要指出来；收回的、别的镇街的、没有赋给它的不算。"))
    if not on_list and not measure:
        raise AdmissionRefused("measure", _("请选怎么处理：责令改正，或者通报批评。"))
    if not words.strip():
        raise AdmissionRefused("words", _("请写明裁定的理由：街道和部门都会看到。"))
