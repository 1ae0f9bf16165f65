from shaoxiang.kernel.vocabulary import Vocabulary, _


class Origin(Vocabulary):
    """What a model was trained from."""

    CASES = "CASES", _("本区已办结的事件")
    FILE = "FILE", _("带分类的表格文件")


class EntryKind(Vocabulary):
    """What the journal says of models."""

    TRAINED = "learning.trained", _("训练出一个模型")
    ACTIVATED = "learning.activated", _("启用模型")
    DEACTIVATED = "learning.deactivated", _("停用模型")
    ALONE_SET = "learning.alone_set", _("改单独决定的把握")
