from shaoxiang.kernel.vocabulary import Vocabulary, _


class Source(Vocabulary):
    """Why an item is here."""

    DUTY_GAP = "DUTY_GAP", _("清单上没有（职责空白）")
    OBJECTION = "OBJECTION", _("退单争议")
    REPEAT = "REPEAT", _("反复发生")
    NO_ANSWER = "NO_ANSWER", _("吹哨没有人应")
    KEY_ISSUE = "KEY_ISSUE", _("攻坚哨")
    BY_HAND = "BY_HAND", _("提请协调")


URGENT = (Source.NO_ANSWER, Source.KEY_ISSUE)  # a meeting within three working days (机制 §7)


class MeetingLevel(Vocabulary):
    """层级, lowest first. What a level does not settle goes to the next."""

    DAILY = "DAILY", _("街道每日调度")
    WEEKLY = "WEEKLY", _("街道每周会商")
    MONTHLY = "MONTHLY", _("区街每月联席")
    DISTRICT = "DISTRICT", _("区级协调会议")


STREET_LEVELS = (MeetingLevel.DAILY, MeetingLevel.WEEKLY)
UPPER_LEVELS = (MeetingLevel.MONTHLY, MeetingLevel.DISTRICT)


class CoordinationStatus(Vocabulary):
    RAISED = "RAISED", _("待安排")
    AGENDA = "AGENDA", _("已列入议程")
    MEETING = "MEETING", _("会上待定")
    TASKS = "TASKS", _("任务落实中")
    EFFECT_CHECK = "EFFECT_CHECK", _("待核验效果")
    CLOSED = "CLOSED", _("已办结")
    SETTLED = "SETTLED", _("当场协调好了")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


ENDED = (CoordinationStatus.CLOSED, CoordinationStatus.SETTLED, CoordinationStatus.WITHDRAWN)
RUNNING = tuple(status for status in CoordinationStatus if status not in ENDED)


class MeetingStatus(Vocabulary):
    PLANNED = "PLANNED", _("筹备中")
    CALLED = "CALLED", _("已发通知")
    OPENED = "OPENED", _("开会中")
    MINUTED = "MINUTED", _("已出纪要")
    CANCELLED = "CANCELLED", _("已取消")


BEFORE = (MeetingStatus.PLANNED, MeetingStatus.CALLED)


class Attendance(Vocabulary):
    AWAITED = "AWAITED", _("待到会")
    PRESENT = "PRESENT", _("到会")
    EXCUSED = "EXCUSED", _("请假")
    ABSENT = "ABSENT", _("缺席")


class Quorum(Vocabulary):
    """到会多少才能作决定."""

    HALF = "HALF", _("过半数单位到会")
    TWO_THIRDS = "TWO_THIRDS", _("三分之二以上单位到会")
    ALL = "ALL", _("全部单位到会")
    CHAIR = "CHAIR", _("主持人到会即可")


class Verdict(Vocabulary):
    """What a meeting decides on one item."""

    TASKS = "TASKS", _("分工办理")
    RULE_COMPETENCE = "RULE_COMPETENCE", _("定由谁主责")
    ESCALATE = "ESCALATE", _("提交上一级")
    NO_ACTION = "NO_ACTION", _("不采取措施")


class Agreement(Vocabulary):
    """部门职责怎么定的 (地方各级人民政府机构设置和编制管理条例 10): agreed and filed, or decided by the district after the staffing office's opinion."""

    AGREED = "AGREED", _("各单位协商一致，报编办备案")
    DECIDED = "DECIDED", _("没有协商一致，由区里决定")


class TaskState(Vocabulary):
    GIVEN = "GIVEN", _("待签收")
    SIGNED = "SIGNED", _("办理中")
    DONE_CLAIMED = "DONE_CLAIMED", _("报完成，待验收")
    RETURNED = "RETURNED", _("退回再办")
    ACCEPTED = "ACCEPTED", _("已验收")
    DROPPED = "DROPPED", _("不再办理")


OPEN_TASK = (TaskState.GIVEN, TaskState.SIGNED, TaskState.DONE_CLAIMED, TaskState.RETURNED)
AT_WORK = (TaskState.GIVEN, TaskState.SIGNED, TaskState.RETURNED)


class WordKind(Vocabulary):
    """What a text beside an item is. The journal holds only its digest."""

    REASON = "REASON", _("说明")
    CLAIM = "CLAIM", _("完成情况")
    RETURN = "RETURN", _("退回理由")
    EFFECT = "EFFECT", _("效果核验")
    STAFFING = "STAFFING", _("编办意见")


class EntryKind(Vocabulary):
    """What the journal says of this room beside the labels of its moves."""

    RAISED = "coordination.raised", _("提出协调")
    ON_AGENDA = "coordination.on_agenda", _("列入议程")
    DECIDED = "coordination.decided", _("会议作出决定")
    RULED = "coordination.ruled", _("裁定职责，写入派单目录")
    CLOSED = "coordination.closed", _("办结")
    REDISPATCHED = "coordination.redispatched", _("来源事件已按裁定派单")
    ESCALATED_LATE = "coordination.late", _("超期，已提请督办")
    TASK_LATE = "coordination.task_late", _("任务超期，已提请督办")
    MEETING_PLANNED = "coordination.meeting_planned", _("筹备会议")
    MEMBERS_SET = "coordination.members_set", _("改参会单位")
    ATTENDANCE = "coordination.attendance", _("登记到会")
    LIMIT_SET = "coordination.limit_set", _("改时限")
    LEVEL_SET = "coordination.level_set", _("改层级规则")
    SETTING_SET = "coordination.setting_set", _("改设置")
    FEED_MADE = "coordination.feed_made", _("开通日历订阅")
    FEED_ENDED = "coordination.feed_ended", _("停用日历订阅")
