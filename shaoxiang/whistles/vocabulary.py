from shaoxiang.kernel.vocabulary import Vocabulary, _

# Codes of the clocks; amounts are those of the type's version, or settings of the room.
APPROVE, CONFIRM, VERIFY, APPRAISE = "WHISTLE_APPROVE", "WHISTLE_CONFIRM", "WHISTLE_VERIFY", "WHISTLE_APPRAISE"
ACK, ARRIVE, FINISH, PAUSE = "WHISTLE_ACK", "WHISTLE_ARRIVE", "WHISTLE_FINISH", "WHISTLE_PAUSE"
NEXT_LEVEL = "WHISTLE_NEXT_"  # with the cause: the wait before the next rung of the ladder
RULE, OBJECT = "WHI_RULE", "WHI_OBJECT"  # of the legal table: the ruling, and the time for raising an objection
OF_A_UNIT = (ACK, ARRIVE, FINISH)  # clocks that run for each unit, with its order as `part_id`


class WhistleCode(Vocabulary):
    EMERGENCY = "EMERGENCY", _("应急哨")
    JOINT_ENFORCEMENT = "JOINT_ENFORCEMENT", _("综合执法哨")
    ROUTINE = "ROUTINE", _("日常哨")
    KEY_ISSUE = "KEY_ISSUE", _("攻坚哨")


class WhistleStatus(Vocabulary):
    """Of the whistle as a whole; each unit's own state is that of its order (`dispatch.vocabulary.OrderState`)."""

    DRAFT = "DRAFT", _("起草")
    PENDING = "PENDING", _("待批准")
    BLOWN = "BLOWN", _("已吹哨")
    IN_PROGRESS = "IN_PROGRESS", _("处置中")
    DONE_CLAIMED = "DONE_CLAIMED", _("报完成，待核查")
    VERIFIED = "VERIFIED", _("核查通过")
    CLOSED = "CLOSED", _("已办结")
    APPRAISED = "APPRAISED", _("已评哨")
    SUSPENDED = "SUSPENDED", _("已中止")
    REFUSED = "REFUSED", _("未批准")
    CANCELLED = "CANCELLED", _("已取消")


OUT = (WhistleStatus.BLOWN, WhistleStatus.IN_PROGRESS)  # units are summoned or at work
ENDED = (WhistleStatus.CLOSED, WhistleStatus.APPRAISED, WhistleStatus.REFUSED, WhistleStatus.CANCELLED)


class ArriveMode(Vocabulary):
    """What 报到 means for a type: on the spot, on the spot or an answer, or a meeting held."""

    ON_SITE = "ON_SITE", _("到现场")
    ON_SITE_OR_ANSWER = "ON_SITE_OR_ANSWER", _("到现场或者答复")
    MEETING = "MEETING", _("召开协调会")


class ArrivedHow(Vocabulary):
    ON_SITE = "ON_SITE", _("到了现场")
    ANSWERED = "ANSWERED", _("答复了怎么办")
    AT_MEETING = "AT_MEETING", _("到会了")


class Level(Vocabulary):
    """升级层级 (W10): who hears of it next."""

    INSTITUTION = "INSTITUTION", _("本单位负责人")
    DEPARTMENT = "DEPARTMENT", _("区直部门负责人")
    LEADER = "LEADER", _("包联区领导")
    MEETING = "MEETING", _("区级协调会")


class Cause(Vocabulary):
    """Why it went up: which limit passed."""

    ACK = "ACK", _("逾期没有签收")
    ARRIVE = "ARRIVE", _("逾期没有报到")
    FINISH = "FINISH", _("逾期没有办完")


class SuspendReason(Vocabulary):
    WEATHER = "WEATHER", _("天气不具备条件")
    COURT = "COURT", _("等待法院或者其他机关")
    EXPERT = "EXPERT", _("等待专家鉴定检测")
    OTHER = "OTHER", _("其他（须写明）")


class CancelReason(Vocabulary):
    SOLVED = "SOLVED", _("已经解决，不用再来")
    MISTAKEN = "MISTAKEN", _("误吹或者情况不实")
    OTHER_WAY = "OTHER_WAY", _("改走其他渠道")
    REPEATED = "REPEATED", _("同一问题已有哨")


class LinkHow(Vocabulary):
    FOUND = "FOUND", _("系统按地点和类别找到")
    BY_HAND = "BY_HAND", _("人工关联")


class Point(Vocabulary):
    """评哨四项 (W6): what the street rates a unit on."""

    ON_TIME = "ON_TIME", _("按时到场")
    POWER = "POWER", _("来人能拍板")
    EFFECT = "EFFECT", _("处置效果")
    ATTITUDE = "ATTITUDE", _("态度配合")


class WhistlePoint(Vocabulary):
    """What a unit rates the whistle on (W7)."""

    NEEDED = "NEEDED", _("确有必要")
    CLEAR = "CLEAR", _("情况讲清楚")
    ADDRESSED = "ADDRESSED", _("找对了单位")


# What is awaited, as one would say it aloud: for desks.
AWAITED = {
    "approve": _("看一看，批不批准吹哨"),
    "confirm": _("社区吹了应急哨，请确认"),
    "acknowledge": _("街道吹哨了，先签收"),
    "arrive": _("去报到"),
    "claim_done": _("处置，办完报完成"),
    "rule_stands": _("裁定吹哨异议"),
    "verify_pass": _("到现场核查"),
    "close": _("核查通过了，办结"),
    "resume": _("条件具备了就恢复"),
    "appraise_unit": _("给来的单位评哨"),
    "appraise_whistle": _("评一评这次吹哨"),
    "supervise": _("督促没有回应的单位"),
}


class Band(Vocabulary):
    """吹哨率: shown as a band. Neither very low nor very high is good; nobody is ranked (W14)."""

    LOW = "LOW", _("偏少")
    USUAL = "USUAL", _("平常")
    HIGH = "HIGH", _("偏多")
    FEW = "FEW", _("数量太少，不作判断")


# 需要对方的什么权力: what is said most often, offered to be tapped; any other words are as good.
POWERS = (
    _("灭火救援和破拆"), _("进入现场检查、取证"), _("责令停止、查封扣押"), _("作出行政处罚"), _("抢修设施、切断供应"), _("交通管制和疏导"), _("医疗救护"),
    _("检测、鉴定"), _("拆除、清运的专业力量"),
)
