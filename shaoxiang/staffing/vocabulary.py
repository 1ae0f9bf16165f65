from shaoxiang.kernel.vocabulary import Vocabulary, _


class QuotaType(Vocabulary):
    """编制类别: never mixed, converted or borrowed (机构编制工作条例 15)."""

    ADMINISTRATIVE = "ADMINISTRATIVE", _("行政编制")
    INSTITUTIONAL = "INSTITUTIONAL", _("事业编制")
    ENFORCEMENT_SPECIAL = "ENFORCEMENT_SPECIAL", _("专项编制")


class ChangeStatus(Vocabulary):
    DRAFT = "DRAFT", _("拟稿")
    REVIEWED = "REVIEWED", _("编办已复核")
    APPROVED = "APPROVED", _("编委会已批准")
    EFFECTIVE = "EFFECTIVE", _("已生效")
    REJECTED = "REJECTED", _("未通过")


ENDED = (ChangeStatus.EFFECTIVE, ChangeStatus.REJECTED)


class Rank(Vocabulary):
    """领导职数 counts principals and deputies apart."""

    NONE = "NONE", _("非领导职务")
    DEPUTY = "DEPUTY", _("副职")
    PRINCIPAL = "PRINCIPAL", _("正职")


class Level(Vocabulary):
    STREET = "STREET", _("镇街")
    DISTRICT = "DISTRICT", _("区级")


class EntryKind(Vocabulary):
    """What stands in the journal beside the moves of the flow."""

    DRAFTED = "staffing.drafted", _("拟编制调整")
    APPOINTED = "staffing.appointed", _("上编任职")
    RELEASED = "staffing.released", _("下编")
    SECONDED = "staffing.seconded", _("借调")
