"""Closed lists of the room."""

from __future__ import annotations

from shaoxiang.kernel.vocabulary import Vocabulary, _


class VersionStatus(Vocabulary):
    DRAFT = "DRAFT", _("拟稿")
    ADOPTED = "ADOPTED", _("编委会已通过")
    ISSUED = "ISSUED", _("已印发")
    SUPERSEDED = "SUPERSEDED", _("已被新版替代")
    WITHDRAWN = "WITHDRAWN", _("已撤回")
    RETRACTED = "RETRACTED", _("印发后已撤回，没有施行")


PUBLIC = (VersionStatus.ISSUED, VersionStatus.SUPERSEDED)
OPEN = (VersionStatus.DRAFT, VersionStatus.ADOPTED)


class PartKind(Vocabulary):
    """The seven parts, in the order of the document."""

    BASIS = "BASIS", _("依据和权限")
    FUNCTIONS = "FUNCTIONS", _("主要职责")
    OFFICES = "OFFICES", _("内设机构及职责")
    INSTITUTIONS = "INSTITUTIONS", _("所属事业单位、挂牌及职责")
    QUOTA = "QUOTA", _("人员编制")
    LEADERS = "LEADERS", _("领导职数")
    SUPPLEMENT = "SUPPLEMENT", _("附则")


class Share(Vocabulary):
    """How a post carries a duty."""

    LEAD = "LEAD", _("主办")
    ASSIST = "ASSIST", _("协办")


class LineState(Vocabulary):
    """What became of a line between two versions."""

    SAME = "SAME", _("没有变")
    CHANGED = "CHANGED", _("改了")
    ADDED = "ADDED", _("新加")
    REMOVED = "REMOVED", _("删去")


class GapKind(Vocabulary):
    UNNAMED = "UNNAMED", _("职责没有落实到岗位")
    VACANT = "VACANT", _("主办岗位没有人在岗")
    IDLE = "IDLE", _("岗位没有职责")
    NO_OFFICE = "NO_OFFICE", _("清单里的承办机构没有设立")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    DRAFTED = "determinations.drafted", _("起草三定规定")
    PART_EDITED = "determinations.part_edited", _("改一个部分")
    ADOPTED = "determinations.adopt", _("编委会通过")
    ISSUED = "determinations.issue", _("印发")
    SUPERSEDED = "determinations.superseded", _("被新版替代")
    WITHDRAWN = "determinations.withdraw", _("撤回")
    RETRACTION_ASKED = "determinations.ask_retraction", _("提请撤回没有施行的一版")
    RETRACTION_REFUSED = "determinations.refuse_retraction", _("没有撤回")
    RETRACTED = "determinations.retract", _("撤回没有施行的一版")
    RESUMED = "determinations.resumed", _("后一版撤回，这一版接着有效")
    WAITS = "determinations.waits", _("三定规定到了下一环节")
    NAMED = "determinations.duties_named", _("把职责落实到岗位")
