from shaoxiang.kernel.vocabulary import Vocabulary, _


class DayKind(Vocabulary):
    """Why a day is worked or not (国务院办公厅年度放假通知; 全国年节及纪念日放假办法)."""

    WORKDAY = "WORKDAY", _("工作日")
    SWAP_WORKDAY = "SWAP_WORKDAY", _("调休上班")
    WEEKEND = "WEEKEND", _("周末休息")
    HOLIDAY = "HOLIDAY", _("节假日")


# Names the packaged table uses, listed here so that they reach the message catalogue.
HOLIDAY_NAMES = (_("元旦"), _("春节"), _("清明节"), _("劳动节"), _("端午节"), _("中秋节"), _("国庆节"))
