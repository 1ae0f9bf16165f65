"""Words of the room 赋权."""

from shaoxiang.kernel.vocabulary import Vocabulary, _


class DecisionStatus(Vocabulary):
    PROPOSED = "PROPOSED", _("等街道签字")
    CAPACITY_CHECK = "CAPACITY_CHECK", _("承接能力核查")
    DISTRICT_PLAN = "DISTRICT_PLAN", _("已定工作方案")
    PROVINCIAL_BASIS = "PROVINCIAL_BASIS", _("已记自治区依据")
    TRAINED = "TRAINED", _("已培训")
    PUBLISHED = "PUBLISHED", _("已公布")
    IN_FORCE = "IN_FORCE", _("已生效")
    EVALUATED = "EVALUATED", _("已评估，等结论")
    KEPT = "KEPT", _("评估后保留")
    AMENDED = "AMENDED", _("调整后继续")
    RECALLED = "RECALLED", _("已收回")
    SUCCEEDED = "SUCCEEDED", _("已并入承接单位的决定")
    DECLINED = "DECLINED", _("街道不承接")
    WITHDRAWN = "WITHDRAWN", _("部门撤回")


S = DecisionStatus
RUNNING = (S.IN_FORCE, S.EVALUATED, S.KEPT, S.AMENDED)
BEFORE = (S.PROPOSED, S.CAPACITY_CHECK, S.DISTRICT_PLAN, S.PROVINCIAL_BASIS, S.TRAINED, S.PUBLISHED)
ENDED = (S.RECALLED, S.SUCCEEDED, S.DECLINED, S.WITHDRAWN)


class CapacityKind(Vocabulary):
    """承接能力 lines that somebody confirms. Officers are not confirmed: they are counted from the register of forces."""

    LEGAL_REVIEWER = "LEGAL_REVIEWER", _("法制审核岗")
    TEMPLATES = "TEMPLATES", _("文书格式")
    FINES_ACCOUNT = "FINES_ACCOUNT", _("罚没专户")
    SEAL = "SEAL", _("行政执法专用章")


class LackWord(Vocabulary):
    """What a street lacks, in a few words, as the reason of a route names it. The codes are those of `rules.Lack`."""

    OFFICERS = "OFFICERS", _("有效执法证不足 2 人")
    LEGAL_REVIEWER = "LEGAL_REVIEWER", _("没有法制审核岗")
    TEMPLATES = "TEMPLATES", _("没有文书格式")
    FINES_ACCOUNT = "FINES_ACCOUNT", _("没有罚没专户")
    SEAL = "SEAL", _("没有行政执法专用章")


class SendBackRule(Vocabulary):
    """What may go back to the department."""

    NEVER = "NEVER", _("都由镇街办理")
    ON_REQUEST = "ON_REQUEST", _("重大、复杂或需要回避的，经申请可以退回部门")


class RunningCaseRule(Vocabulary):
    """收回后正在办的案件怎么办."""

    FINISH = "FINISH", _("由镇街办完")
    HAND_OVER = "HAND_OVER", _("移交部门继续办")


class FollowRule(Vocabulary):
    """随机构承接时正在办的案件怎么办."""

    FOLLOW = "FOLLOW", _("由承接的镇街接着办")
    HAND_OVER = "HAND_OVER", _("移交原实施部门继续办")


class Fate(Vocabulary):
    """What becomes of one line of a unit whose street has ended, when the unit that follows takes over."""

    GOES = "GOES", _("由承接单位接着行使")
    HAS = "HAS", _("承接单位已有这一项：原来的到那天为止，不重复")
    ENDING = "ENDING", _("已经定了收回：到收回那天为止，不承接")
    NOT_FOR = "NOT_FOR", _("不能承接：只适用于镇。请先收回")
    UNLISTED = "UNLISTED", _("不能承接：已不在清单上。请先收回")
    NOT_BEGUN = "NOT_BEGUN", _("那天还没有生效：请把承接日期排在生效以后")


class TrainingKind(Vocabulary):
    TRAINING = "TRAINING", _("业务培训")
    SUPPORT = "SUPPORT", _("业务指导")
    ASSISTANCE = "ASSISTANCE", _("执法协助")


class Conclusion(Vocabulary):
    """What came of an evaluation; empty: none yet."""

    KEEP = "KEEP", _("保留")
    AMEND = "AMEND", _("调整")
    RECALL = "RECALL", _("收回")


class OverturnedBy(Vocabulary):
    """Who annulled or changed a decision."""

    RECONSIDERATION = "RECONSIDERATION", _("复议机关")
    COURT = "COURT", _("法院")
    SUPERIOR = "SUPERIOR", _("上级机关或执法监督")


class OverturnedHow(Vocabulary):
    """行政复议法 63–67, 行政诉讼法 70, 74–77: what became of the decision."""

    ANNULLED = "ANNULLED", _("撤销或部分撤销")
    CHANGED = "CHANGED", _("变更")
    UNLAWFUL = "UNLAWFUL", _("确认违法")
    VOID = "VOID", _("确认无效")


class PowerState(Vocabulary):
    """One item in one unit, as the matrix shows it."""

    IN_FORCE = "IN_FORCE", _("已赋权")
    SHORT = "SHORT", _("已赋权，能力不足")
    ENDING = "ENDING", _("将收回")
    LEFT = "LEFT", _("左挂，等承接")
    PENDING = "PENDING", _("正在办")
    RECALLED = "RECALLED", _("已收回")
    PASSED = "PASSED", _("已随机构承接")
    NONE = "NONE", _("没有赋权")
    NOT_FOR = "NOT_FOR", _("不适用")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    PROPOSED = "empowerment.proposed", _("部门提出赋权")
    REGISTERED = "empowerment.registered", _("登记已经生效的赋权")
    SIGN = "empowerment.sign", _("街道签字承接")
    SIGNED = "empowerment.signed", _("街道全部签字，进入承接能力核查")
    DECLINE = "empowerment.decline", _("街道不承接")
    WITHDRAW = "empowerment.withdraw", _("部门撤回")
    PLAN = "empowerment.plan", _("定工作方案")
    BASIS = "empowerment.basis", _("记自治区依据")
    TRAIN = "empowerment.train", _("培训完毕")
    SUPPORT = "empowerment.support", _("记一次培训、指导或协助")
    PUBLISH = "empowerment.publish", _("公布")
    GIVE_PAPER = "empowerment.give_paper", _("附文书格式")
    START = "empowerment.start", _("生效")
    EVALUATE = "empowerment.evaluate", _("评估")
    KEEP = "empowerment.keep", _("评估后保留")
    AMEND = "empowerment.amend", _("评估后调整")
    RECALL = "empowerment.recall", _("决定收回")
    RECALLED = "empowerment.recalled", _("收回生效")
    PASSED_ON = "empowerment.passed_on", _("权力事项随机构整体承接")
    SUCCESSION_DRAFTED = "empowerment.succession_drafted", _("起草权力事项随机构承接")
    SUCCESSION_WITHDRAWN = "empowerment.succession_withdrawn", _("撤回随机构承接：权力不换单位")
    SUCCEED = "empowerment.succeed", _("由承接街道的单位接着行使")
    PASSED = "empowerment.passed", _("全部并入承接单位的决定")
    SHORT = "empowerment.short", _("承接能力不足")
    RESTORED = "empowerment.restored", _("承接能力恢复")
    CONFIRMED = "empowerment.confirmed", _("确认承接能力")
    GROUNDED = "empowerment.case_grounded", _("写明按哪项赋权事项办理")
    OVERTURNED = "empowerment.overturned", _("登记被撤销、变更的决定")
    TAKEN_OUT = "empowerment.overturned_taken_out", _("勾销登错的撤销、变更")
    HANDED_OVER = "empowerment.case_handed_over", _("不再由镇街办，移交部门办理")
    FOLLOWED = "empowerment.case_followed", _("赋权随机构承接，由承接的镇街接着办")
