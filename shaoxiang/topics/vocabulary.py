from shaoxiang.kernel.vocabulary import Vocabulary, _


class TopicStatus(Vocabulary):
    """热点状态."""

    ACTIVE = "ACTIVE", _("进行中")
    DISMISSED = "DISMISSED", _("不算热点")
    MERGED = "MERGED", _("已并入")
    ENDED = "ENDED", _("已平息")


class EntryKind(Vocabulary):
    """What people did to a topic; what the night does by itself is no act and leaves no entry."""

    DISMISSED = "topics.dismissed", _("标为不算热点")
    RESTORED = "topics.restored", _("恢复为热点")
    RENAMED = "topics.renamed", _("改热点名称")
    PARENT_MADE = "topics.parent_made", _("生成总件")
    SETTINGS_SET = "topics.settings_set", _("改热点设置")
