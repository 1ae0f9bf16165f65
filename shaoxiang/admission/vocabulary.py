"""Closed lists of the room 职责准入."""

from shaoxiang.kernel.vocabulary import Vocabulary, _


class AdmissionStatus(Vocabulary):
    """Where a department's request stands (mechanisms A1 to A10)."""

    DRAFT = "DRAFT", _("拟稿")
    RETURNED = "RETURNED", _("退回补正")
    COMPLETENESS = "COMPLETENESS", _("核对材料")
    REVIEWS = "REVIEWS", _("三家审查")
    CONSULTATION = "CONSULTATION", _("征求街道意见")
    OFFICE_OPINION = "OFFICE_OPINION", _("编办提意见")
    DECISION = "DECISION", _("等区里决定")
    DELIVERING = "DELIVERING", _("资源到位中")
    LISTED = "LISTED", _("已列入清单草案")
    PUBLISHED = "PUBLISHED", _("已公布、生效")
    REVIEWED = "REVIEWED", _("已回头看")
    ENDED = "ENDED", _("到期结束")
    REJECTED = "REJECTED", _("不准入")
    WITHDRAWN = "WITHDRAWN", _("部门撤回")


OVER = frozenset(status.value for status in (AdmissionStatus.REVIEWED, AdmissionStatus.ENDED, AdmissionStatus.REJECTED, AdmissionStatus.WITHDRAWN))
WRITING = (AdmissionStatus.DRAFT, AdmissionStatus.RETURNED)


class Tenure(Vocabulary):
    PERMANENT = "PERMANENT", _("长期")
    TEMPORARY = "TEMPORARY", _("临时，到期结束")


class ReviewKind(Vocabulary):
    """Who examines: three at once, in any order."""

    LEGALITY = "LEGALITY", _("合法性审查")
    STAFFING = "STAFFING", _("机构编制审查")
    FUNDING = "FUNDING", _("经费审查")


class Finding(Vocabulary):
    SUPPORT = "SUPPORT", _("可以")
    CHANGE = "CHANGE", _("改了才可以")
    OBJECT = "OBJECT", _("不可以")


class Advice(Vocabulary):
    """What the staffing office proposes to the district."""

    ADMIT = "ADMIT", _("建议准入")
    ADMIT_TEMPORARY = "ADMIT_TEMPORARY", _("建议临时准入")
    REFUSE = "REFUSE", _("建议不准入")


class Decided(Vocabulary):
    REJECTED = "REJECTED", _("不准入，仍由部门自己做")
    PERMANENT = "PERMANENT", _("准入，长期")
    TEMPORARY = "TEMPORARY", _("准入，临时")


class ResourceKind(Vocabulary):
    """费随事转、权随责走: what must come with the work."""

    MONEY = "MONEY", _("经费")
    POSTS = "POSTS", _("人员编制")
    AUTHORITY = "AUTHORITY", _("权限")
    DATA = "DATA", _("数据权限")
    TRAINING = "TRAINING", _("培训")


class ReceiptState(Vocabulary):
    """One resource line at one street."""

    WAITING = "WAITING", _("部门还没有交付")
    DELIVERED = "DELIVERED", _("部门说已交付，等街道确认")
    CONFIRMED = "CONFIRMED", _("街道确认到位")
    DISPUTED = "DISPUTED", _("街道说没到位")


class LookBack(Vocabulary):
    """回头看 after twelve months."""

    KEEP = "KEEP", _("继续")
    AMEND = "AMEND", _("修改")
    WITHDRAW = "WITHDRAW", _("收回，部门自己做")


class RefusalStatus(Vocabulary):
    """拒收通知. Open or standing, the work is counted against nobody (A7)."""

    ISSUED = "ISSUED", _("已发出，等部门回应")
    APPLYING = "APPLYING", _("部门在申请准入")
    ESCALATED = "ESCALATED", _("等编办裁定")
    ACCEPTED = "ACCEPTED", _("部门收回了")
    STANDS = "STANDS", _("部门没有回应，拒收有效")
    UPHELD = "UPHELD", _("编办裁定：不在清单，拒收成立")
    ON_LIST = "ON_LIST", _("编办裁定：在清单上，应当承接")
    ADMITTED = "ADMITTED", _("后来准入了")


OPEN_REFUSALS = (RefusalStatus.ISSUED, RefusalStatus.APPLYING, RefusalStatus.ESCALATED)
UNCOUNTED = (*OPEN_REFUSALS, RefusalStatus.ACCEPTED, RefusalStatus.STANDS, RefusalStatus.UPHELD)
REFUSALS_OVER = frozenset(status.value for status in RefusalStatus if status not in OPEN_REFUSALS)


class WorkKind(Vocabulary):
    """How the work came to the street."""

    CASE = "CASE", _("派来的事件")
    COORDINATION = "COORDINATION", _("协调会的任务")
    GRID_TASK = "GRID_TASK", _("要网格员做的事")
    LETTER = "LETTER", _("来文、来电、口头")


class Breach(Vocabulary):
    """违反准入的处理 (A9): words on the record, never money."""

    CORRECTION = "CORRECTION", _("责令改正")
    CRITICISM = "CRITICISM", _("责令改正，通报批评")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    OPENED = "admission.opened", _("立卷拟稿")
    EDIT = "admission.edit", _("改申请")
    ATTACH = "admission.attach", _("附了材料")
    SUBMIT = "admission.submit", _("提交编办")
    SEND_BACK = "admission.send_back", _("退回补正")
    TAKE_IN = "admission.take_in", _("材料齐全，送三家审查")
    REVIEW = "admission.review", _("给出审查意见")
    CONSULT = "admission.consult", _("征求街道意见")
    HEARD = "admission.heard", _("街道都听过了")
    GIVE_OPINION = "admission.give_opinion", _("编办提出意见")
    APPROVE = "admission.approve", _("区里决定：准入")
    REJECT = "admission.reject", _("区里决定：不准入")
    DELIVER = "admission.deliver", _("部门交付资源")
    CONFIRM = "admission.confirm", _("街道确认到位")
    DISPUTE = "admission.dispute", _("街道说没到位")
    LIST_IT = "admission.list_it", _("列入清单草案")
    UNLIST = "admission.unlist", _("没有随清单公布，退回再列")
    UNPUBLISH = "admission.unpublish", _("清单那一版撤回了，退回再列")
    PUBLISH = "admission.publish", _("随清单公布")
    REGISTER = "admission.register", _("登记准入编号，临时生效")
    REGISTER_GRID = "admission.register_grid", _("登记网格准入编号")
    LOOK_BACK = "admission.look_back", _("满一年回头看")
    END = "admission.end", _("到期结束")
    WITHDRAW = "admission.withdraw", _("部门撤回")
    REFUSED = "refusal.issued", _("街道发出拒收通知")
    ATTACH_PROOF = "refusal.attach_proof", _("附了材料")
    ACCEPT = "refusal.accept", _("部门收回这件工作")
    APPLY = "refusal.apply", _("部门申请职责准入")
    ESCALATE = "refusal.escalate", _("部门提请编办裁定")
    RUN_OUT = "refusal.run_out", _("部门没有回应，拒收有效")
    RULE_LISTED = "refusal.rule_listed", _("编办裁定：在清单上")
    RULE_STANDS = "refusal.rule_stands", _("编办裁定：拒收成立")
    ADMITTED = "refusal.admitted", _("这件工作后来准入了")
    NOT_ADMITTED = "refusal.not_admitted", _("没有准入，拒收有效")
