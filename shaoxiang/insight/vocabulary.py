from shaoxiang.kernel.vocabulary import Vocabulary, _


class ScopeKind(Vocabulary):
    """What a board reaches over."""

    DISTRICT = "DISTRICT", _("全区")
    STREET = "STREET", _("本街道")
    UNIT = "UNIT", _("本部门")
    OFFICE = "OFFICE", _("本科室")


class Part(Vocabulary):
    """The parts of the board, each rendered and sent by itself."""

    DECIDE = "decide", _("现在要定的事")
    LATE = "late", _("谁晚了")
    WHISTLES = "whistles", _("哨")
    FORCES = "forces", _("力量")


class Decision(Vocabulary):
    """What is to be decided, as one would say it aloud."""

    APPROVE = "APPROVE", _("批不批准吹哨")
    CONFIRM = "CONFIRM", _("确认社区吹的哨")
    RULE = "RULE", _("裁定单位提的异议")
    VERIFY = "VERIFY", _("核查单位报的完成")
    UPHOLD = "UPHOLD", _("裁定退单")
    EXCLUDE = "EXCLUDE", _("复核剔除")
    AGENDA = "AGENDA", _("排上协调会议程")
    MEETING = "MEETING", _("会上定怎么办")
    EFFECT = "EFFECT", _("核验协调的效果")
    ESCALATED = "ESCALATED", _("升级到这一级，请出面")


class Duty(Vocabulary):
    """力量的忙闲: as its running orders say; never where a person is."""

    FREE = "free", _("空闲")
    BUSY = "busy", _("在办")
    URGENT = "urgent", _("应急中")


class Whose(Vocabulary):
    """Who decides."""

    OURS = "ours", _("等本级定")
    OTHERS = "others", _("别人该定、已经过时限")


# What a desk row awaits (`DeskRow.what`), by kind of matter -> what is to be decided. An act without a line is work, not a decision.
CASE_DECISIONS = {"uphold": Decision.UPHOLD, "confirm_exclusion": Decision.EXCLUDE}
OTHER_DECISIONS = {
    "WHISTLE": {
        "approve": Decision.APPROVE, "confirm": Decision.CONFIRM, "rule_stands": Decision.RULE, "rule": Decision.RULE, "verify_pass": Decision.VERIFY,
    },
    "COORDINATION": {
        "settle": Decision.AGENDA, "put_on_agenda": Decision.AGENDA, "supervise": Decision.ESCALATED, "discuss": Decision.MEETING,
        "decide_tasks": Decision.MEETING, "rule": Decision.MEETING, "close": Decision.EFFECT,
    },
}
