from shaoxiang.kernel.vocabulary import Vocabulary, _


class MatterKind(Vocabulary):
    """Kinds of matter, with the letters their numbers begin with in `NUMBER_PREFIX`."""

    CASE = "CASE", _("事件")
    WHISTLE = "WHISTLE", _("哨")
    COORDINATION = "COORDINATION", _("协调事项")
    MEETING = "MEETING", _("协调会")
    PENALTY = "PENALTY", _("处罚案件")
    APPROVAL = "APPROVAL", _("审批")
    SERVICE = "SERVICE", _("办件")
    ADMISSION = "ADMISSION", _("职责准入")
    EMPOWERMENT = "EMPOWERMENT", _("赋权")
    REFUSAL = "REFUSAL", _("拒收通知")
    OPINION = "OPINION", _("征求意见")
    QUOTA_CHANGE = "QUOTA_CHANGE", _("编制调整")
    CADRE_SELECTION = "CADRE_SELECTION", _("干部选配")
    LIST_VERSION = "LIST_VERSION", _("清单版本")
    DECISION = "DECISION", _("重大决策与规划")
    MEDIATION = "MEDIATION", _("人民调解")
    REFORM = "REFORM", _("改革任务")
    PETITION = "PETITION", _("信访事项")
    GRID_TASK = "GRID_TASK", _("网格任务")
    FEEDBACK = "FEEDBACK", _("产品意见")
    PERSONAL_DATA = "PERSONAL_DATA", _("个人信息申请")
    DETERMINATION = "DETERMINATION", _("三定规定")
    RULE_REVIEW = "RULE_REVIEW", _("制度复核")
    HANDOVER = "HANDOVER", _("岗位交接")


# About one person: outside their own rooms they are told by number and kind.
PERSONAL = frozenset({MatterKind.CADRE_SELECTION, MatterKind.PERSONAL_DATA, MatterKind.PETITION, MatterKind.MEDIATION})


NUMBER_PREFIX = {
    MatterKind.CASE: "SJ",
    MatterKind.WHISTLE: "SH",
    MatterKind.COORDINATION: "XT",
    MatterKind.MEETING: "HY",
    MatterKind.PENALTY: "CF",
    MatterKind.APPROVAL: "SP",
    MatterKind.SERVICE: "BJ",
    MatterKind.ADMISSION: "ZR",
    MatterKind.EMPOWERMENT: "FQ",
    MatterKind.REFUSAL: "JS",
    MatterKind.OPINION: "YJ",
    MatterKind.QUOTA_CHANGE: "BZ",
    MatterKind.CADRE_SELECTION: "XP",
    MatterKind.LIST_VERSION: "QD",
    MatterKind.DECISION: "JC",
    MatterKind.MEDIATION: "TJ",
    MatterKind.REFORM: "GG",
    MatterKind.PETITION: "XF",
    MatterKind.GRID_TASK: "WG",
    MatterKind.FEEDBACK: "CP",
    MatterKind.PERSONAL_DATA: "GR",
    MatterKind.DETERMINATION: "SD",
    MatterKind.RULE_REVIEW: "ZF",
    MatterKind.HANDOVER: "JJ",
}


class Light(Vocabulary):
    """Computed when read, never stored."""

    GREEN = "GREEN", _("正常")
    YELLOW = "YELLOW", _("临期")
    RED = "RED", _("超期")
    DONE = "DONE", _("已结")
    NONE = "NONE", _("无时限")
