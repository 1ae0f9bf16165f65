from shaoxiang.kernel.vocabulary import Vocabulary, _


class MemberKind(Vocabulary):
    """身份: only an officer with a valid certificate may enforce; an auxiliary never counts as one (行政处罚法 42)."""

    OFFICER = "OFFICER", _("执法人员")
    AUXILIARY = "AUXILIARY", _("辅助人员")
    OTHER = "OTHER", _("其他工作人员")


class CertificateState(Vocabulary):
    NONE = "NONE", _("没有证件")
    VALID = "VALID", _("有效")
    EXPIRING = "EXPIRING", _("快到期")
    EXPIRED = "EXPIRED", _("已过期")
    NOT_YET = "NOT_YET", _("还没有生效")


class ShiftKind(Vocabulary):
    DAY = "DAY", _("白班")
    NIGHT = "NIGHT", _("夜班")
    WEEKEND = "WEEKEND", _("周末班")
    HOLIDAY = "HOLIDAY", _("节假日班")


class DutyPart(Vocabulary):
    """In what part somebody is on duty."""

    LEADER = "LEADER", _("值班领导")
    DUTY = "DUTY", _("值班")


class MadeBy(Vocabulary):
    GENERATED = "GENERATED", _("按轮值排出")
    BY_HAND = "BY_HAND", _("手工排")
    SWAPPED = "SWAPPED", _("换班")


class SwapStatus(Vocabulary):
    ASKED = "ASKED", _("等对方答复")
    AGREED = "AGREED", _("对方同意，等负责人批准")
    APPROVED = "APPROVED", _("已换班")
    REFUSED = "REFUSED", _("不同意")
    WITHDRAWN = "WITHDRAWN", _("已撤回")


class AbsenceKind(Vocabulary):
    """Why somebody, or some crews, cannot go. Only the kind is kept: the reason behind it is nobody's business here."""

    LEAVE = "LEAVE", _("休假")
    TRAINING = "TRAINING", _("培训")
    AWAY = "AWAY", _("出差")
    EQUIPMENT = "EQUIPMENT", _("装备检修")
    OTHER = "OTHER", _("其他")


class Availability(Vocabulary):
    """可用情况: known from tasks, leave and the roster, never from a position."""

    FREE = "FREE", _("可以出动")
    ON_TASK = "ON_TASK", _("任务在身")
    ON_EMERGENCY = "ON_EMERGENCY", _("应急任务中")
    ABSENT = "ABSENT", _("暂时不能出动")


class DutySource(Vocabulary):
    """From where one knows who answers."""

    ROSTER = "ROSTER", _("值班表")
    DUTY_DESK = "DUTY_DESK", _("没有排班，由总值班转达")
    POST = "POST", _("没有排班，由责任岗位接")


class ReleaseStatus(Vocabulary):
    ASKED = "ASKED", _("等对方答复")
    GRANTED = "GRANTED", _("已解除")
    REFUSED = "REFUSED", _("暂不能解除")


class ChangeKind(Vocabulary):
    """What is asked about the head of a stationed unit (派出机构负责人考核、选任征求意见)."""

    APPOINT = "APPOINT", _("选任")
    TRANSFER = "TRANSFER", _("调离")


class ChangeStatus(Vocabulary):
    ASKED = "ASKED", _("正在征求镇街意见")
    RECORDED = "RECORDED", _("已调整")
    DROPPED = "DROPPED", _("不再调整")


class Adoption(Vocabulary):
    """What the department made of the streets' word."""

    ADOPTED = "ADOPTED", _("已采纳")
    PARTLY = "PARTLY", _("部分采纳")
    NOT = "NOT", _("没有采纳")


class EntryKind(Vocabulary):
    """What stands in the journal."""

    ORDERED = "forces.ordered", _("调度力量")
    ACKNOWLEDGED = "forces.acknowledge", _("力量签收")
    ARRIVED = "forces.arrive", _("力量到场")
    WORKING = "forces.begin_work", _("力量开始处置")
    DONE = "forces.claim_done", _("力量完成任务")
    RELEASED = "forces.release", _("解除力量")
    RELEASE_ASKED = "forces.release_asked", _("请求解除力量")
    RELEASE_REFUSED = "forces.release_refused", _("暂不解除力量")
    TEAM_SET = "forces.team_set", _("改队伍情况")
    MEMBER_SET = "forces.member_set", _("改成员")
    MEMBER_ENDED = "forces.member_ended", _("成员离开")
    ALLOCATED = "forces.allocated", _("配置力量")
    ROSTERED = "forces.rostered", _("排班")
    SHIFT_SET = "forces.shift_set", _("改班次")
    SHIFT_CANCELLED = "forces.shift_cancelled", _("取消班次")
    ABSENT = "forces.absent", _("登记不能出动")
    ABSENCE_ENDED = "forces.absence_ended", _("取消不能出动")
    SWAP_ASKED = "forces.swap_asked", _("申请换班")
    SWAP_AGREED = "forces.swap_agreed", _("同意换班")
    SWAP_APPROVED = "forces.swap_approved", _("批准换班")
    SWAP_ENDED = "forces.swap_ended", _("换班没有成")
    FEED_MADE = "forces.feed_made", _("开通日历订阅")
    FEED_ENDED = "forces.feed_ended", _("停用日历订阅")
    CHANGE_ASKED = "forces.change_asked", _("征求换人意见")
    CHANGE_ANSWERED = "forces.change_answered", _("镇街答复换人意见")
    CHANGE_RECORDED = "forces.change_recorded", _("调整派驻机构负责人")
    CHANGE_DROPPED = "forces.change_dropped", _("不再调整负责人")
