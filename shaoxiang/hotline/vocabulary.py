from shaoxiang.kernel.vocabulary import Vocabulary, _


class CallState(Vocabulary):
    OPEN = "OPEN", _("没说完")
    DONE = "DONE", _("已接完")
    DROPPED = "DROPPED", _("放下了")


class CallResult(Vocabulary):
    """What came of a call."""

    CASE = "CASE", _("登记成一件")
    ADDED = "ADDED", _("补充到原件")
    ANSWERED = "ANSWERED", _("当场答复")
    PETITION = "PETITION", _("登记信访事项")


class Direction(Vocabulary):
    IN = "IN", _("收进来")
    OUT = "OUT", _("送出去")


class ExchangeForm(Vocabulary):
    """How tickets or statuses travel."""

    CSV = "CSV", _("CSV 文件")
    XLSX = "XLSX", _("XLSX 文件")
    JSON = "JSON", _("JSON 文件或接口")
    WEBHOOK = "WEBHOOK", _("HTTP 推送")


class FieldKind(Vocabulary):
    """How a value is read or written."""

    TEXT = "TEXT", _("文字")
    DATE = "DATE", _("日期")
    TIME = "TIME", _("日期时间")
    CODE = "CODE", _("代码对照")
    CONSTANT = "CONSTANT", _("固定值")


class TicketStatus(Vocabulary):
    """What the upper system is told of a ticket."""

    ACCEPTED = "ACCEPTED", _("已受理")
    DISPATCHED = "DISPATCHED", _("已派单")
    HANDLING = "HANDLING", _("办理中")
    SUSPENDED = "SUSPENDED", _("已挂起")
    EXTENDED = "EXTENDED", _("已延期")
    REPLIED = "REPLIED", _("已告知诉求人")
    HANDLED = "HANDLED", _("已处置")
    ANSWERED = "ANSWERED", _("已当场答复")
    REOPENED = "REOPENED", _("已重办")
    CLOSED = "CLOSED", _("已办结")
    DECLINED = "DECLINED", _("不予受理")
    WITHDRAWN = "WITHDRAWN", _("诉求人已撤回")


class MessageState(Vocabulary):
    WAITING = "WAITING", _("待推送")
    SENT = "SENT", _("已送达")
    DEAD = "DEAD", _("推送失败")
    TO_FILE = "TO_FILE", _("待导出")
    IN_FILE = "IN_FILE", _("已导出")


class PetitionStatus(Vocabulary):
    """信访事项 (信访工作条例): never mixed with a case's statuses."""

    REGISTERED = "REGISTERED", _("已登记")
    TRANSFERRED = "TRANSFERRED", _("已转送交办")
    OBJECTED = "OBJECTED", _("承办机关提出异议")
    ACCEPTED = "ACCEPTED", _("已受理")
    NOT_ACCEPTED = "NOT_ACCEPTED", _("不予受理")
    DECIDED = "DECIDED", _("已出具处理意见")
    REVIEW = "REVIEW", _("复查中")
    REVIEWED = "REVIEWED", _("已出具复查意见")
    RECHECK = "RECHECK", _("复核中")
    CLOSED = "CLOSED", _("已终结")


class PetitionForm(Vocabulary):
    """How it was brought (信访工作条例 17)."""

    CALL = "CALL", _("电话")
    VISIT = "VISIT", _("走访")
    LETTER = "LETTER", _("书信")
    NETWORK = "NETWORK", _("网络")


class PetitionGround(Vocabulary):
    """为什么是信访事项: what tells it from an appeal that a hotline answers. A reading, kept editable by its remark."""

    AGAINST_DECISION = "AGAINST_DECISION", _("对机关已经作出的处理不服，不是要办一件新事")
    AGAINST_OFFICIALS = "AGAINST_OFFICIALS", _("反映机关或工作人员的职务行为")
    HISTORY = "HISTORY", _("历史遗留或多年未解决的诉求")
    POLICY = "POLICY", _("对政策、法规提出意见建议")
    ASKS_FOR_IT = "ASKS_FOR_IT", _("本人明确要求按信访事项办理")
    RUNNING = "RUNNING", _("已经在信访程序里，现在补充材料")


class NotAccepted(Vocabulary):
    """不予受理、导入其他程序 (信访工作条例 31，要点), each with where to go in `rules.WHERE_TO`."""

    LITIGATION = "LITIGATION", _("应当通过诉讼解决，或者诉讼正在进行、已有裁判")
    ARBITRATION = "ARBITRATION", _("应当通过仲裁解决")
    RECONSIDERATION = "RECONSIDERATION", _("应当通过行政复议、行政裁决等行政程序解决")
    DISCIPLINE = "DISCIPLINE", _("属于纪检监察检举控告，或者党员申诉")
    ENFORCEMENT = "ENFORCEMENT", _("属于申请查处违法行为、履行法定职责")
    RUNNING = "RUNNING", _("同一事项已经受理、正在办理")
    FINAL = "FINAL", _("已经复核终结，仍以同一事实和理由提出")
    NOT_OURS = "NOT_OURS", _("不属于本级机关、单位职权范围")


class Opinion(Vocabulary):
    """处理意见 (信访工作条例 31、32，要点)."""

    SUPPORT = "SUPPORT", _("支持请求")
    PARTLY = "PARTLY", _("部分支持")
    EXPLAIN = "EXPLAIN", _("请求合理但缺乏依据，作出解释")
    REJECT = "REJECT", _("不予支持")
