"""接线, one form per kind of channel."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from shaoxiang.kernel.interface import webhooks
from shaoxiang.kernel.notices import secrets
from shaoxiang.kernel.notices.forms.fields import checked_address, pick, secret_field
from shaoxiang.kernel.notices.models import Channel
from shaoxiang.kernel.notices.rules import template
from shaoxiang.kernel.notices.vocabulary import BodyForm, ChannelKind, Method, TlsMode


class ConnectForm(forms.Form):
    """`MUST`: secrets a channel of the kind cannot do without."""

    MUST: tuple[str, ...] = ()
    name = forms.CharField(label=_("名称"), max_length=60, help_text=_("大家在记录里看到的名字，如“区政府邮箱”“某某街道企业微信群”。"))

    def __init__(self, *args: Any, channel: Channel | None = None, kind: str, **kwargs: Any) -> None:
        if channel is not None:
            kwargs.setdefault("initial", {"name": channel.name, **channel.settings})
        super().__init__(*args, **kwargs)
        self.channel, self.kind = channel, kind
        for name in secrets.NAMES[kind]:
            self._tell_of_kept(name)

    def _tell_of_kept(self, name: str) -> None:
        """Say where a secret is that the page does not show."""
        field = self.fields[name]
        if self.channel is not None and name in secrets.from_environment(self.channel):
            field.disabled, field.help_text = True, gettext("由环境变量 %(name)s 给出，这里不用填。") % {"name": secrets.variable(self.channel.pk, name)}
        elif self.channel is not None and self.channel.sealed:
            kept = gettext("存着的不显示；不改就空着。")
            field.help_text = f"{field.help_text} {kept}".strip()
        elif name in self.MUST:
            field.required = True

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip()
        if Channel.objects.filter(name=name).exclude(pk=self.channel.pk if self.channel else 0).exists():
            raise forms.ValidationError(gettext("已经有一个渠道叫这个名字，请换一个。"))
        return name

    def secrets(self) -> dict[str, str]:
        return {name: self.cleaned_data.get(name) or "" for name in secrets.NAMES[self.kind]}

    def settings(self) -> dict[str, Any]:
        """What may be shown."""
        return {name: value for name, value in self.cleaned_data.items() if name != "name" and name not in secrets.NAMES[self.kind]}


class EmailForm(ConnectForm):
    host = forms.CharField(label=_("邮件服务器"), max_length=120, help_text=_("如 smtp.example.gov.cn。"))
    port = forms.IntegerField(label=_("端口"), min_value=1, max_value=65535, initial=465)
    tls = forms.ChoiceField(label=_("加密"))
    sender = forms.EmailField(label=_("发件地址"), max_length=120)
    sender_name = forms.CharField(label=_("发件人名称"), max_length=40, required=False, initial="哨响")
    user = forms.CharField(label=_("登录账号"), max_length=120, required=False, help_text=_("服务器不用登录就空着。"))
    password = secret_field(_("登录密码或授权码"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["tls"].choices = pick(TlsMode)  # type: ignore[attr-defined]

    def clean_sender(self) -> str:
        sender: str = self.cleaned_data["sender"]
        if not sender.isascii():
            raise forms.ValidationError(gettext("发件地址请用英文字母、数字和符号。"))
        return sender

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        if not password.isascii():
            raise forms.ValidationError(gettext("密码里只能有英文字母、数字和符号：邮件服务器多不认别的。"))
        return password


class SmsForm(ConnectForm):
    method = forms.ChoiceField(label=_("方法"))
    url = forms.CharField(label=_("网关地址"), max_length=500)
    headers = forms.CharField(
        label=_("请求头"), required=False, widget=forms.Textarea(attrs={"rows": 2}), help_text=_("一行一个，如 Authorization: Bearer {secret}"),
    )
    form = forms.ChoiceField(label=_("正文格式"))
    body = forms.CharField(
        label=_("正文模板"), required=False, widget=forms.Textarea(attrs={"rows": 4}), initial='{"mobile": "{phone}", "content": "{text}"}',
        help_text=_("{phone} 换成手机号，{text} 换成内容，{id} 换成编号（重发时不变），{secret} 换成下面的密钥。特殊字符会自动转义。"),
    )
    secret = secret_field(_("密钥"), _("模板里用 {secret} 的地方。"))
    answer_path = forms.CharField(label=_("应答里看哪一项"), required=False, max_length=80, help_text=_("如 code 或 data.status；不填，HTTP 2xx 就算成功。"))
    answer_values = forms.CharField(label=_("等于什么算成功"), required=False, max_length=80, help_text=_("如 0；几个值用逗号隔开。"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["method"].choices, self.fields["form"].choices = pick(Method), pick(BodyForm)  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        return checked_address(self.cleaned_data["url"])

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "url" in given and not self.errors:
            try:
                template.check(template.SmsTemplate(**{name: given.get(name, "") for name in asdict(template.SmsTemplate("", ""))}))
            except template.BadTemplate as error:
                self.add_error(error.field, gettext(str(error)))
        return given


class RobotForm(ConnectForm):
    MUST = ("robot",)
    robot = secret_field(_("机器人地址"), _("群里添加机器人时给的完整地址（Webhook）。谁拿到它都能往群里发，所以按密钥保存。"))

    def clean_robot(self) -> str:
        return checked_address(self.cleaned_data["robot"]) if self.cleaned_data["robot"] else ""

    def settings(self) -> dict[str, Any]:
        address = self.cleaned_data.get("robot")
        if address:
            return {"at": urlsplit(address).hostname}
        return dict(self.channel.settings) if self.channel else {}


class WecomForm(RobotForm):
    pass


class DingtalkForm(RobotForm):
    secret = secret_field(_("加签密钥"), _("机器人安全设置选“加签”时给的 SEC 开头的一串；选“自定义关键词”的填“哨响”，这里空着。"))


class WebhookForm(ConnectForm):
    url = forms.CharField(label=_("推送地址"), max_length=500, help_text=_("只推送到这里写的地址；不跟随跳转。"))
    secret = secret_field(_("签名密钥"), _("对方给了就填（whsec_ 开头）；没给就空着，接上以后点“生成签名密钥”。"))

    def clean_url(self) -> str:
        return checked_address(self.cleaned_data["url"])

    def clean_secret(self) -> str:
        secret: str = self.cleaned_data["secret"]
        try:
            webhooks.sign(secret, "", 0, b"")
        except ValueError:
            raise forms.ValidationError(gettext("whsec_ 后面应是 Base64；请原样粘贴。")) from None
        return secret


CONNECT: dict[str, type[ConnectForm]] = {
    ChannelKind.EMAIL: EmailForm, ChannelKind.SMS: SmsForm, ChannelKind.WECOM: WecomForm, ChannelKind.DINGTALK: DingtalkForm, ChannelKind.WEBHOOK: WebhookForm,
}


def connect_form(kind: str, data: Any = None, channel: Channel | None = None) -> ConnectForm:
    return CONNECT[kind](data, channel=channel, kind=kind)
