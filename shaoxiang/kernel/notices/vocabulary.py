from shaoxiang.kernel.vocabulary import Vocabulary, _


class ChannelKind(Vocabulary):
    """渠道: ways out of the house. In-app is no channel: it is the notice itself and always there."""

    EMAIL = "EMAIL", _("电子邮件")
    SMS = "SMS", _("短信")
    WECOM = "WECOM", _("企业微信群机器人")
    DINGTALK = "DINGTALK", _("钉钉群机器人")
    WEBHOOK = "WEBHOOK", _("推送到别的系统")


PERSONAL = frozenset({ChannelKind.EMAIL.value, ChannelKind.SMS.value})  # to each person's own address
RINGING = PERSONAL | {ChannelKind.WECOM.value, ChannelKind.DINGTALK.value}  # wait for the end of the quiet hours
ONE_ADDRESS = frozenset({ChannelKind.WECOM.value, ChannelKind.DINGTALK.value, ChannelKind.WEBHOOK.value})


class Wants(Vocabulary):
    """Which notices a channel takes."""

    URGENT = "URGENT", _("只要紧急的")
    CHOSEN = "CHOSEN", _("只要勾选的")
    ALL = "ALL", _("全部")


class Wish(Vocabulary):
    """What a person wants by an own address; never more than the channel takes."""

    AS_SET = "AS_SET", _("按单位的安排")
    URGENT = "URGENT", _("只要紧急的")
    OFF = "OFF", _("都不要")


class QuietMode(Vocabulary):
    DEFAULT = "DEFAULT", _("按单位的免打扰时段")
    OWN = "OWN", _("自己定时段")
    NONE = "NONE", _("不要免打扰，随时都可以")


class TlsMode(Vocabulary):
    TLS = "TLS", _("TLS（多为 465 端口）")
    STARTTLS = "STARTTLS", _("STARTTLS（多为 587 端口）")
    NONE = "NONE", _("不加密（只限内网）")


class Method(Vocabulary):
    POST = "POST", "POST"
    PUT = "PUT", "PUT"
    GET = "GET", "GET"


class BodyForm(Vocabulary):
    JSON = "JSON", "JSON"
    FORM = "FORM", _("表单")


class DeliveryState(Vocabulary):
    WAITING = "WAITING", _("待发")
    SENT = "SENT", _("已发出")
    DEAD = "DEAD", _("发不出去")
    GIVEN_UP = "GIVEN_UP", _("不再发")
