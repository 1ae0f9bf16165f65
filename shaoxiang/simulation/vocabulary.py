"""Closed lists of the room."""

from shaoxiang.kernel.vocabulary import Vocabulary, _


class Do(Vocabulary):
    """What a change file may change."""

    STATION = "station", _("加派驻人员")
    MOVE_TEAM = "move_team", _("调整队伍")
    ADD_TEAM = "add_team", _("增加队伍")
    CREWS = "crews", _("改班组数")
    LIMIT = "limit", _("改时限")
    ARRIVALS = "arrivals", _("改来件量")


class Mark(Vocabulary):
    """Where an input comes from."""

    RECORDED = "RECORDED", _("本区记录")
    LIST = "LIST", _("本区清单和名册")
    COMPOSED = "COMPOSED", _("示例假设")


class Wait(Vocabulary):
    """Times measured of each unit called, in minutes after the whistle (QUEUE: of waiting for a free crew)."""

    ACK = "ACK", _("签收")
    QUEUE = "QUEUE", _("等班组")
    ARRIVE = "ARRIVE", _("到场")
    FINISH = "FINISH", _("办完")


class RunStatus(Vocabulary):
    WAITING = "WAITING", _("排队等待推演")
    DONE = "DONE", _("已推演")
    FAILED = "FAILED", _("没有推演成")


class EntryKind(Vocabulary):
    """What the journal of a run may say."""

    ASKED = "simulation.asked", _("提交推演")
    FINISHED = "simulation.finished", _("推演完成")
