from shaoxiang.kernel.vocabulary import Vocabulary, _


class Unit(Vocabulary):
    SECOND = "SECOND", _("秒")
    MINUTE = "MINUTE", _("分钟")
    HOUR = "HOUR", _("小时")
    WORKING_HOUR = "WORKING_HOUR", _("工作时")
    DAY = "DAY", _("日")
    MONTH = "MONTH", _("个月")
    YEAR = "YEAR", _("年")


class DayType(Vocabulary):
    """What is counted: worked days (or hours) only, every day, or plain elapsed time."""

    WORKING = "WORKING", _("工作日计")
    CALENDAR = "CALENDAR", _("自然日计")
    CLOCK = "CLOCK", _("连续计时")


class Direction(Vocabulary):
    FORWARD = "FORWARD", _("往后计算")
    BACKWARD = "BACKWARD", _("往前倒数")


class Sense(Vocabulary):
    """A limit must be kept; a waiting period must have passed before the next act (公告三十日, 催告十日)."""

    LIMIT = "LIMIT", _("最长期限")
    WAIT = "WAIT", _("最短期间")


class Extension(Vocabulary):
    """延期: not foreseen; up to the legal cap; only where another law says so; decided case by case."""

    NONE = "NONE", _("不得延长")
    CAPPED = "CAPPED", _("有上限")
    OTHER_LAW = "OTHER_LAW", _("另有规定才可延长")
    DECIDED = "DECIDED", _("依申请个案决定")


class SuspensionReason(Vocabulary):
    """中止事由: the closed lists of the laws, then those of the case rules (composed, 示例)."""

    HEARING = "HEARING", _("听证")  # 行政许可法 第四十五条; 信访工作条例 第三十六条
    BIDDING = "BIDDING", _("招标")
    AUCTION = "AUCTION", _("拍卖")
    INSPECTION = "INSPECTION", _("检验")  # 行政许可法 第四十五条; 行政强制法 第二十五条
    TESTING = "TESTING", _("检测")
    QUARANTINE = "QUARANTINE", _("检疫")
    APPRAISAL = "APPRAISAL", _("鉴定")
    EXPERT_REVIEW = "EXPERT_REVIEW", _("专家评审")
    THIRD_PARTY = "THIRD_PARTY", _("征求第三方意见")  # 政府信息公开条例 第三十三条
    FORCE_MAJEURE = "FORCE_MAJEURE", _("不可抗力")  # 行政复议法 第二十条
    AWAIT_REPORTER = "AWAIT_REPORTER", _("等待诉求人补充情况")
    AWAIT_OTHERS = "AWAIT_OTHERS", _("等待其他单位或者法定程序的结果")
    WEATHER = "WEATHER", _("天气不具备施工条件")
    BY_FLOW = "BY_FLOW", _("流程规定的中止")  # a room's own clock only, never one of the legal table
    OTHER = "OTHER", _("其他（须写明）")


class Domain(Vocabulary):
    PENALTY = "penalty", _("行政处罚")
    LICENCE = "licence", _("行政许可")
    COMPULSION = "compulsion", _("行政强制")
    REMEDY = "remedy", _("复议和诉讼")
    SERVICE_OF_DOCUMENT = "service_of_document", _("送达")
    PETITION = "petition", _("信访")
    DISCLOSURE = "disclosure", _("政府信息公开")
    HOTLINE = "hotline", _("热线与接诉即办")
    SERVICE = "service", _("政务服务")
    MAJOR_DECISION = "major_decision", _("重大行政决策")
    MEDIATION = "mediation", _("人民调解")
    WHISTLE = "whistle", _("吹哨报到")
    DUTY_ADMISSION = "duty_admission", _("职责准入")
    CASE = "case", _("事件")
