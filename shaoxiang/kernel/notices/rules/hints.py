"""What an answer probably means, in plain words: the first line of the table that fits."""

from __future__ import annotations

from shaoxiang.kernel.vocabulary import _

_BY_WORDS: tuple[tuple[str, str], ...] = (
    ("ConnectionRefusedError", _("对方机器在，但这个端口没有服务：核对地址和端口。")),
    ("CERTIFICATE_VERIFY_FAILED", _("对方的证书不被信任：用单位自己的证书机构，要在环境里设 SSL_CERT_FILE。")),
    ("WRONG_VERSION_NUMBER", _("加密方式不对：换 TLS 或 STARTTLS 试试。")),
    ("STARTTLS", _("对方不支持 STARTTLS：换 TLS，或换端口。")),
    ("timed out", _("等了很久没有应答：网络不通，或对方太慢。")),
    ("TimeoutError", _("等了很久没有应答：网络不通，或对方太慢。")),
    ('"errcode":310000', _("机器人的安全设置没对上：核对加签密钥；用关键词的，关键词要是“哨响”。")),
    ('"errcode":93000', _("机器人地址不对，或机器人已被移出群。")),
    ('"errcode":45009', _("发得太密，对方让歇一会儿；会自己再发。")),
)
_BY_STATUS: dict[int, str] = {
    401: _("对方不认账号或密钥。"), 403: _("对方不认账号或密钥。"), 535: _("对方不认账号或密钥。"), 530: _("对方要先登录：填登录账号和密码。"),
    404: _("地址不对：对方没有这个地址。"), 410: _("对方说这个地址不再用了。"), 429: _("发得太密，对方让歇一会儿；会自己再发。"),
    550: _("没有这个邮箱，或对方拒收：请本人核对地址。"), 553: _("发件地址对方不让用。"),
}


def hint(status: int, words: str) -> str:
    """A msgid; "" where the answer speaks for itself."""
    for part, meaning in _BY_WORDS:
        if part in words.replace(" ", "") or part in words:
            return meaning
    if 300 <= status < 400:
        return _("对方要跳转到别处：请填最后的地址。")
    return _BY_STATUS.get(status, "")
