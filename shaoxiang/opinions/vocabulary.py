"""Closed lists of the room."""

from shaoxiang.kernel.vocabulary import Vocabulary, _


class Power(Vocabulary):
    """街道七项权力 (R2 art. 11). One of them is not a question but a call: COMMAND_DISPATCH is exercised by whistles."""

    PLANNING_PARTICIPATION = "PLANNING_PARTICIPATION", _("规划参与权")
    MAJOR_DECISION_ADVICE = "MAJOR_DECISION_ADVICE", _("重大决策和重大项目建议权")
    COMMAND_DISPATCH = "COMMAND_DISPATCH", _("联合执法指挥调度权")
    PERSONNEL_APPRAISAL_CONSENT = "PERSONNEL_APPRAISAL_CONSENT", _("派出机构负责人考核、选任征求意见权")
    INTEGRATED_COORDINATION = "INTEGRATED_COORDINATION", _("综合性事项统筹协调、考核督办权")
    RESOURCE_ALLOCATION = "RESOURCE_ALLOCATION", _("下沉人员、资金统筹管理权")
    AUXILIARY_MANAGEMENT = "AUXILIARY_MANAGEMENT", _("协管员日常管理权")


ASKABLE = tuple(power for power in Power if power is not Power.COMMAND_DISPATCH)


class PlanStage(Vocabulary):
    """At which stage of a plan the street takes part."""

    DRAFT = "DRAFT", _("规划编制")
    CONSTRUCTION = "CONSTRUCTION", _("建设")
    ACCEPTANCE = "ACCEPTANCE", _("验收")


class FileStatus(Vocabulary):
    PREPARING = "PREPARING", _("拟稿")
    ASKING = "ASKING", _("征求意见中")
    SENT_TO_MEETING = "SENT_TO_MEETING", _("已提交会议")
    CLOSED = "CLOSED", _("已办结")
    DROPPED = "DROPPED", _("不再办理")


class OpinionStatus(Vocabulary):
    """One street's request. Silence has a status of its own, which is not consent."""

    NOTIFIED = "NOTIFIED", _("已发街道")
    OPENED = "OPENED", _("街道已签收")
    ANSWERED = "ANSWERED", _("已答复，等反馈")
    NO_OPINION = "NO_OPINION", _("未提出意见")
    FEEDBACK_GIVEN = "FEEDBACK_GIVEN", _("已书面反馈")
    CLOSED = "CLOSED", _("已了结")
    DROPPED = "DROPPED", _("对方不再办理")


WAITING = (OpinionStatus.NOTIFIED, OpinionStatus.OPENED)
ENDED = (OpinionStatus.CLOSED, OpinionStatus.DROPPED)


class View(Vocabulary):
    """What a street said. There is no word for silence here."""

    AGREE = "AGREE", _("同意")
    AGREE_IF = "AGREE_IF", _("有条件同意")
    OPPOSE = "OPPOSE", _("不同意")
    SUGGEST = "SUGGEST", _("有建议")


class Uptake(Vocabulary):
    """采纳情况."""

    ADOPTED = "ADOPTED", _("采纳")
    PARTLY = "PARTLY", _("部分采纳")
    NOT_ADOPTED = "NOT_ADOPTED", _("未采纳")


class DecisionGround(Vocabulary):
    """Why a file takes the steps of a major decision (重大行政决策程序暂行条例 3), whatever power it was put under."""

    POWER = "POWER", _("立卷时归在重大决策和重大项目")
    SCOPE = "SCOPE", _("范围里写明按重大决策办")
    WORDS = "WORDS", _("事由里写着范围里的字样")


class LegalFinding(Vocabulary):
    """合法性审查结论 (重大行政决策程序暂行条例 27). NOT_DECISION: justice, not who asks, says that words alone made it look like one."""

    LAWFUL = "LAWFUL", _("合法")
    CHANGE = "CHANGE", _("应当修改")
    UNLAWFUL = "UNLAWFUL", _("不合法")
    NOT_DECISION = "NOT_DECISION", _("不属于重大决策")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    FILE_OPENED = "opinions.file_opened", _("立卷拟稿")
    CONCERN = "opinions.concern", _("定涉及的街道")
    ATTACH = "opinions.attach", _("附材料")
    ASK = "opinions.ask", _("发出征求意见")
    ASKED = "opinions.asked", _("收到征求意见")
    PUBLISH = "opinions.publish", _("公开征求意见")
    SHORTEN = "opinions.shorten", _("缩短公开征求意见期限")  # of former records: the term is given with the notice now
    SUBMIT_LEGAL = "opinions.submit_legal", _("送合法性审查")
    FIND_LEGAL = "opinions.find_legal", _("出合法性审查意见")
    SEND = "opinions.send_to_meeting", _("提交会议")
    STOPPED = "opinions.stopped", _("还不能提交会议，被拦下")
    CLOSE_FILE = "opinions.close_file", _("办结")
    DROP = "opinions.drop", _("不再办理")
    DROPPED = "opinions.dropped", _("对方不再办理")
    ASK_AGAIN = "opinions.ask_again", _("对方附了新材料，请街道再答")
    LEGAL_AGAIN = "opinions.legal_again", _("附了新材料，重新合法性审查")
    OPEN = "opinions.open", _("街道签收")
    ANSWER = "opinions.answer", _("街道答复")
    ANSWER_LATE = "opinions.answer_late", _("街道过期补答")
    RUN_OUT = "opinions.run_out", _("答复期满，记为未提出意见")
    FEEDBACK = "opinions.feedback", _("书面反馈采纳情况")
    CLOSE = "opinions.close", _("了结")
    CARRIED = "opinions.carried", _("从派驻负责人调整的旧记录转来")
    SCOPE_SET = "opinions.scope_set", _("改必须征求意见的事项")
