from shaoxiang.kernel.vocabulary import Vocabulary, _


class CaseStatus(Vocabulary):
    REPORTED = "REPORTED", _("待受理")
    ACCEPTED = "ACCEPTED", _("待派单")
    DISPATCHED = "DISPATCHED", _("待签收")
    HANDLING = "HANDLING", _("处置中")
    OBJECTED = "OBJECTED", _("退单待裁定")
    SUSPENDED = "SUSPENDED", _("已挂起")
    HANDLED = "HANDLED", _("待核查")
    VERIFIED = "VERIFIED", _("待居民确认")
    CLOSED = "CLOSED", _("已办结")
    DECLINED = "DECLINED", _("不予受理")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    MERGED = "MERGED", _("已并入主件")


ENDED = (CaseStatus.CLOSED, CaseStatus.DECLINED, CaseStatus.WITHDRAWN, CaseStatus.MERGED)
JOINABLE = (CaseStatus.REPORTED, CaseStatus.ACCEPTED, CaseStatus.DISPATCHED, CaseStatus.HANDLING, CaseStatus.OBJECTED, CaseStatus.SUSPENDED, CaseStatus.HANDLED)
MERGEABLE = (CaseStatus.REPORTED, CaseStatus.ACCEPTED, CaseStatus.DISPATCHED, CaseStatus.HANDLING, CaseStatus.SUSPENDED)
RUNNING = tuple(status for status in CaseStatus if status not in ENDED)


class Source(Vocabulary):
    RESIDENT_PAGE = "RESIDENT_PAGE", _("居民网页")
    COUNTER = "COUNTER", _("窗口")
    TELEPHONE = "TELEPHONE", _("电话")
    PATROL = "PATROL", _("网格巡查")
    PROXY = "PROXY", _("代报")
    HOTLINE = "HOTLINE", _("12345热线")
    SYSTEM = "SYSTEM", _("系统接入")
    SUPERIOR = "SUPERIOR", _("上级交办")


class AppealKind(Vocabulary):
    """诉求种类 (北京市接诉即办工作条例 2), and what a patrol finds by itself."""

    HELP = "HELP", _("求助")
    COMPLAINT = "COMPLAINT", _("投诉")
    REPORT = "REPORT", _("举报")
    CONSULT = "CONSULT", _("咨询")
    SUGGESTION = "SUGGESTION", _("建议")
    PATROL = "PATROL", _("巡查发现")


class Urgency(Vocabulary):
    """急缓: chosen when a hotline matter is taken; each has its own limit under the tiered set (legal_clocks.csv HOT_T1 … HOT_T4)."""

    EMERGENCY = "EMERGENCY", _("突发：危及人身或财产")
    UTILITY = "UTILITY", _("水电气热")
    ORDINARY = "ORDINARY", _("一般")
    COMPLEX = "COMPLEX", _("疑难")


class LimitSet(Vocabulary):
    """热线时限规则: which limits a hotline matter is taken under; a case keeps the one it was taken under."""

    TYPES = "TYPES", _("只按事项类别和环节时限")
    TIERED = "TIERED", _("分级：2 小时、24 小时、7 日、15 日")
    FIVE_DAYS = "FIVE_DAYS", _("统一：5 个工作日")


class ClosureLevel(Vocabulary):
    """化解层级: a figure, never a target."""

    GRID = "GRID", _("网格")
    COMMUNITY = "COMMUNITY", _("社区")
    STREET = "STREET", _("街道")
    DISTRICT = "DISTRICT", _("区级")
    ABOVE = "ABOVE", _("区级以上")


class DeclineReason(Vocabulary):
    """不予受理 (北京市接诉即办工作条例 11, 济南条例 19)."""

    EMERGENCY = "EMERGENCY", _("紧急情况，已转110、119、120、122")
    LEGAL_PROCEEDING = "LEGAL_PROCEEDING", _("已进入诉讼、仲裁、纪检监察、行政复议或信访程序")
    REPEAT = "REPEAT", _("重复反映且没有新情况")
    OUTSIDE = "OUTSIDE", _("不属于本区职责，已告知向谁反映")
    SECRET = "SECRET", _("涉及国家秘密、商业秘密或个人隐私")
    UNLAWFUL = "UNLAWFUL", _("违反法律法规或公序良俗")
    EMPTY = "EMPTY", _("没有实质内容，无法联系核实")


class ExclusionReason(Vocabulary):
    """剔除: answered politely, left out of the rates; ruled by one person and confirmed by a second."""

    REPEAT = "REPEAT", _("重复诉求，没有新情况")
    OUT_OF_SCOPE = "OUT_OF_SCOPE", _("超出职责范围")
    UNREASONABLE = "UNREASONABLE", _("诉求不合法或不合理")


class SuspendReason(Vocabulary):
    """挂起原因: those of the clocks' closed list (`SuspensionReason`) that a case knows."""

    AWAIT_REPORTER = "AWAIT_REPORTER", _("等待诉求人补充情况")
    AWAIT_OTHERS = "AWAIT_OTHERS", _("等待其他单位或者法定程序的结果")
    APPRAISAL = "APPRAISAL", _("等待专业鉴定检测")
    WEATHER = "WEATHER", _("天气或季节不具备施工条件")


class CallBackResult(Vocabulary):
    SOLVED = "SOLVED", _("已解决，居民认可")
    NOT_SOLVED = "NOT_SOLVED", _("未解决，居民不认可")
    UNREACHED = "UNREACHED", _("未接通")
    DECLINED = "DECLINED", _("居民不愿接受回访")


class Publicity(Vocabulary):
    """What a desk decided about showing an ended case to the public, once the reporter had agreed."""

    PUBLISHED = "PUBLISHED", _("已公开")
    KEPT_BACK = "KEPT_BACK", _("审核后不公开")
    TAKEN_DOWN = "TAKEN_DOWN", _("已撤下")


class DataStatus(Vocabulary):
    """个人信息申请: a person asks that what we hold of him be erased (个人信息保护法 第四十七条)."""

    SUBMITTED = "SUBMITTED", _("待答复")
    ERASED = "ERASED", _("已删除")
    RESTRICTED = "RESTRICTED", _("只保存，不再使用")
    REFUSED = "REFUSED", _("不予删除")


class DataRefusal(Vocabulary):
    """Why nothing is erased; each has its ground in the law."""

    STILL_NEEDED = "STILL_NEEDED", _("这件事还没有办结，办理目的尚未实现（个人信息保护法第四十七条第一款第一项）")
    NOTHING_HELD = "NOTHING_HELD", _("没有保存您的姓名、电话等个人信息")
    NOT_THE_PERSON = "NOT_THE_PERSON", _("核对不出申请人就是反映人")
    OTHER_LAW = "OTHER_LAW", _("法律、行政法规另有规定，须照常处理")


class Satisfaction(Vocabulary):
    """五级评价 (政务服务好差评)."""

    VERY_GOOD = "5", _("非常满意")
    GOOD = "4", _("满意")
    FAIR = "3", _("基本满意")
    POOR = "2", _("不满意")
    VERY_POOR = "1", _("非常不满意")


BAD = (Satisfaction.POOR, Satisfaction.VERY_POOR)  # 差评: goes to the supervisor, never to the one who was rated
class ChildKind(Vocabulary):
    """子件从哪儿来."""

    SPLIT = "SPLIT", _("拆分出来的")
    LINKED = "LINKED", _("关联进来的")


class Likeness(Vocabulary):
    """为什么像同一件: each reason that two cases may be one."""

    SAME_TYPE = "SAME_TYPE", _("类别相同")
    SAME_GROUP = "SAME_GROUP", _("同一大类")
    NEAR = "NEAR", _("位置相近")
    CLOSE_IN_TIME = "CLOSE_IN_TIME", _("时间相近")
    WORDS = "WORDS", _("说法相同")
    SAME_CONTACT = "SAME_CONTACT", _("同一联系方式")


class Loss(Vocabulary):
    """拆开时不能还原的."""

    TOLD = "TOLD", _("合并期间已经告诉居民的话，收不回来")
    TIME = "TIME", _("合并期间不计时，日期顺延")
    MAIN_ENDED = "MAIN_ENDED", _("主件已经办结，不再变动")
    RATED = "RATED", _("合并期间给主件的确认和评价，留在主件上")
    POST_GONE = "POST_GONE", _("原经办岗位现在没有人，由本单位另行指定")
    MAIN_DUE = "MAIN_DUE", _("主件的时限已经停了，不再改回")


class HandoffReason(Vocabulary):
    """Why a case does not move by itself when its duty did."""

    OTHER_UNIT = "OTHER_UNIT", _("换了单位")
    OBJECTED = "OBJECTED", _("正在退单，等裁定")


class HandoffDecision(Vocabulary):
    MOVED = "MOVED", _("已改由新单位承办")
    KEPT = "KEPT", _("仍由原单位办完")
    PASSED = "PASSED", _("已另行改派或办结")
