from shaoxiang.kernel.vocabulary import Vocabulary, _


class FeedbackKind(Vocabulary):
    PROBLEM = "PROBLEM", _("问题")
    SUGGESTION = "SUGGESTION", _("建议")
    PRAISE = "PRAISE", _("表扬")


class FeedbackStatus(Vocabulary):
    RECEIVED = "RECEIVED", _("待答复")
    ANSWERED = "ANSWERED", _("已答复")
