from shaoxiang.kernel.vocabulary import Vocabulary, _


class MediationStatus(Vocabulary):
    APPLIED = "APPLIED", _("待双方同意")
    ACCEPTED = "ACCEPTED", _("已受理")
    IN_MEDIATION = "IN_MEDIATION", _("调解中")
    AGREED = "AGREED", _("已达成协议")
    CONFIRMING = "CONFIRMING", _("司法确认中")
    CONFIRMED = "CONFIRMED", _("已司法确认")
    PERFORMED = "PERFORMED", _("已履行")
    BROKEN = "BROKEN", _("没有履行，已告知其他途径")
    FAILED = "FAILED", _("调解不成，已告知其他途径")
    WITHDRAWN = "WITHDRAWN", _("当事人要求终止")


ENDED = (MediationStatus.PERFORMED, MediationStatus.BROKEN, MediationStatus.FAILED, MediationStatus.WITHDRAWN)
RUNNING = tuple(status for status in MediationStatus if status not in ENDED)


class DisputeKind(Vocabulary):
    """纠纷种类."""

    NEIGHBOUR = "NEIGHBOUR", _("邻里纠纷")
    ESTATE = "ESTATE", _("物业纠纷")
    FAMILY = "FAMILY", _("婚姻家庭纠纷")
    TENANCY = "TENANCY", _("房屋租赁纠纷")
    DAMAGE = "DAMAGE", _("损害赔偿纠纷")
    DEBT = "DEBT", _("借贷和合同纠纷")
    LABOUR = "LABOUR", _("劳动报酬纠纷")
    OTHER = "OTHER", _("其他民间纠纷")


class Origin(Vocabulary):
    """怎么来的 (人民调解法 17, 18)."""

    APPLIED = "APPLIED", _("当事人申请")
    OFFERED = "OFFERED", _("调委会主动提出")
    REFERRED = "REFERRED", _("法院或公安告知后申请")


class Side(Vocabulary):
    FIRST = "FIRST", _("甲方")
    SECOND = "SECOND", _("乙方")


class Consent(Vocabulary):
    WAITING = "WAITING", _("还没有问到")
    GIVEN = "GIVEN", _("同意调解")
    REFUSED = "REFUSED", _("不同意调解")


class Said(Vocabulary):
    """How a party said so."""

    IN_PERSON = "IN_PERSON", _("当面")
    TELEPHONE = "TELEPHONE", _("电话")
    IN_WRITING = "IN_WRITING", _("书面")


class ChosenBy(Vocabulary):
    """人民调解法 19: the committee names, or the parties choose."""

    COMMITTEE = "COMMITTEE", _("调委会指定")
    PARTIES = "PARTIES", _("双方选择")


class TurnEnd(Vocabulary):
    """Why somebody no longer mediates."""

    CONFLICT = "CONFLICT", _("有利害关系，回避")
    REFUSED = "REFUSED", _("当事人不接受")
    OTHER = "OTHER", _("岗位变动等其他原因")


class AgreementForm(Vocabulary):
    """人民调解法 28."""

    WRITTEN = "WRITTEN", _("书面协议")
    ORAL = "ORAL", _("口头协议")


class Remedy(Vocabulary):
    """其他途径 (人民调解法 26)."""

    ARBITRATION = "ARBITRATION", _("仲裁")
    ADMINISTRATIVE = "ADMINISTRATIVE", _("找行政机关处理")
    LITIGATION = "LITIGATION", _("向人民法院起诉")


class CourtAnswer(Vocabulary):
    """人民调解法 33."""

    VALID = "VALID", _("确认有效")
    INVALID = "INVALID", _("确认无效")


class PoliceTold(Vocabulary):
    """Who was told (人民调解法 25)."""

    EMERGENCY = "EMERGENCY", _("110 报警")
    STATION = "STATION", _("辖区派出所")
    OTHER = "OTHER", _("其他有关部门")


class WordKind(Vocabulary):
    """What a text beside the matter is."""

    SESSION = "SESSION", _("调解记录")
    FOLLOW_UP = "FOLLOW_UP", _("履行回访")
    REASON = "REASON", _("说明")
    POLICE = "POLICE", _("危险情况")


class EntryKind(Vocabulary):
    """What stands in the journal beside the moves of the flow."""

    REGISTERED = "mediation.registered", _("登记申请")
    READ = "mediation.papers_made", _("制作调解协议书")
