from shaoxiang.kernel.vocabulary import Vocabulary, _


class Employment(Vocabulary):
    FULL_TIME = "FULL_TIME", _("专职")
    PART_TIME = "PART_TIME", _("兼职")


class AssetKind(Vocabulary):
    """一队一阵: what a grid has besides people."""

    TEAM = "TEAM", _("服务队")
    PLACE = "PLACE", _("阵地")


class TaskStatus(Vocabulary):
    ASSIGNED = "ASSIGNED", _("已安排")
    DONE = "DONE", _("已办，等确认")
    RETURNED = "RETURNED", _("已退回")
    CLOSED = "CLOSED", _("已了结")


class TaskOutcome(Vocabulary):
    """How a task came to its end."""

    DONE = "DONE", _("办完")
    WITHDRAWN = "WITHDRAWN", _("撤回：清单外")


class Rhythm(Vocabulary):
    DAILY = "DAILY", _("每天")
    WEEKLY = "WEEKLY", _("每周")
    MONTHLY = "MONTHLY", _("每月")
    QUARTERLY = "QUARTERLY", _("每季度")
    NEEDED = "NEEDED", _("有需要时")


class Season(Vocabulary):
    ALL = "ALL", _("全年")
    HEATING = "HEATING", _("供暖期")
    FLOOD = "FLOOD", _("汛期")
    FIRE = "FIRE", _("防火期")


class Looked(Vocabulary):
    """What a patrol found, in a word."""

    FINE = "FINE", _("没有问题")
    SETTLED = "SETTLED", _("当场处理了")
    REPORTED = "REPORTED", _("已上报事件")


class EntryKind(Vocabulary):
    """What this room writes into the journal, in words."""

    ASSIGN = "grids.assign", _("安排给网格员")
    REHOMED = "places.rehomed", _("区划变更，随之转移")
    FINISH = "grids.finish", _("办好了")
    RETURN_UNLISTED = "grids.return_unlisted", _("退回清单外事项")
    ACCEPT_DONE = "grids.accept_done", _("确认办结")
    REDO = "grids.redo", _("请再办")
    WITHDRAW = "grids.withdraw", _("撤回")
    UPHOLD = "grids.uphold", _("仍属清单，请办")
    PERSON_SET = "grids.person_set", _("登记网格人员")
    PERSON_ENDED = "grids.person_ended", _("网格人员离任")
    ASSET_SET = "grids.asset_set", _("登记队伍或阵地")
    ASSET_ENDED = "grids.asset_ended", _("撤销队伍或阵地")
    BRANCH_SET = "grids.branch_set", _("登记网格党支部")
    STANDARD_SET = "grids.standard_set", _("修改网格建设标准")
    DUTIES_SET = "grids.duties_set", _("发布网格员职责清单")
    ADMITTED = "grids.admitted", _("登记准入事项")
    ADMITTED_ENDED = "grids.admitted_ended", _("准入事项停止")
    PATROL_PLANNED = "grids.patrol_planned", _("定巡查计划")
    PATROLLED = "grids.patrolled", _("记录一次巡查")
    ADMITTED_FOLLOWED = "grids.admitted_followed", _("准入事项随之变更")
    CARRIED = "grids.carried", _("网格调整，人员随网格转入")
    EXPORTED = "grids.exported", _("导出网格建设清单")
