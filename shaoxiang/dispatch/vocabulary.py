from shaoxiang.kernel.vocabulary import Vocabulary, _


class Part(Vocabulary):
    LEAD = "LEAD", _("主责")
    COOPERATING = "COOPERATING", _("配合")


class OrderState(Vocabulary):
    ORDERED = "ORDERED", _("已派出")
    ACKNOWLEDGED = "ACKNOWLEDGED", _("已签收")
    ARRIVED = "ARRIVED", _("已到场")
    WORKING = "WORKING", _("处置中")
    DONE = "DONE", _("已完成")
    RELEASED = "RELEASED", _("已解除")


class Priority(Vocabulary):
    """调度优先级, highest first: 生命安全 > 应急 > 综合执法 > 日常."""

    LIFE = "LIFE", _("生命安全")
    EMERGENCY = "EMERGENCY", _("应急")
    JOINT = "JOINT", _("综合执法")
    ROUTINE = "ROUTINE", _("日常")


class CitedList(Vocabulary):
    """An objection rests on an item of one of these; "not ours" without an item is no objection."""

    DUTY_LIST = "DUTY_LIST", _("职责清单")
    DISPATCH_CATALOGUE = "DISPATCH_CATALOGUE", _("派单目录")
    EMPOWERED_MATTERS = "EMPOWERED_MATTERS", _("赋权事项清单")


class Ruling(Vocabulary):
    STANDS = "STANDS", _("异议不成立，原单位办理")
    REASSIGNED = "REASSIGNED", _("异议成立，改派")
    TO_COORDINATION = "TO_COORDINATION", _("职责空白，提交协调")
    WITHDRAWN = "WITHDRAWN", _("异议成立，不再派该单位")


class NoteKind(Vocabulary):
    REMIND = "REMIND", _("催办")
    SUPERVISE = "SUPERVISE", _("督办")
    INSTRUCT = "INSTRUCT", _("批示")
