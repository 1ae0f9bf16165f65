"""短信模板: how an operator's HTTP gateway is asked. Values are put in by the form of what they are put into, never into raw text.

In JSON a placeholder stands inside a string and stays inside it; in a form or an address it is percent-encoded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from shaoxiang.kernel.notices.vocabulary import BodyForm, Method
from shaoxiang.kernel.vocabulary import _

NAMES = ("phone", "text", "id", "secret")
IN_HEADERS = ("id", "secret")
_PLACE = re.compile(r"\{(\w*)\}")
_HEADER_NAME = re.compile(r"[A-Za-z0-9-]{1,60}")
_OURS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


class BadTemplate(ValueError):
    """`field`: of the form; the sentence says how to cure it."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__(words)
        self.field = field


@dataclass(frozen=True, slots=True)
class SmsTemplate:
    """`headers`: lines "Name: value". `answer_path`, `answer_values`: where a JSON answer says "taken" ("data.code": "0" or "OK"); empty: any 2xx."""

    method: str
    url: str
    headers: str = ""
    form: str = BodyForm.JSON.value
    body: str = ""
    answer_path: str = ""
    answer_values: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


def check(template: SmsTemplate) -> None:
    """Raises BadTemplate."""
    filled = fill(template, dict.fromkeys(NAMES, "1"))
    whole = template.url + ("" if filled.body is None else template.body)
    for name in ("phone", "text"):
        if f"{{{name}}}" not in whole:
            raise BadTemplate("url" if filled.body is None else "body", _("地址和正文里要有 {phone} 和 {text}：号码和内容填在那里。"))
    if bool(template.answer_path) != bool(template.answer_values):
        raise BadTemplate("answer_path", _("应答里看哪一项、等于什么算成功，两格要么都填，要么都不填。"))


def fill(template: SmsTemplate, values: Mapping[str, str]) -> Filled:
    """The request for one text. Raises BadTemplate."""
    headers = _headers(template.headers, values)
    url = _url(template.url, values)
    if template.method == Method.GET:
        return Filled(template.method, url, headers, None)
    if template.form == BodyForm.FORM:
        headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
        return Filled(template.method, url, headers, _form(template.body, values))
    headers.setdefault("Content-Type", "application/json; charset=utf-8")
    return Filled(template.method, url, headers, _json(template.body, values))


def taken(template: SmsTemplate, status: int, answer: str) -> bool:
    """Did the gateway take it?"""
    if not 200 <= status < 300:
        return False
    if not template.answer_path:
        return True
    try:
        found: Any = json.loads(answer)
        for step in template.answer_path.split("."):
            found = found[int(step)] if isinstance(found, list) else found[step]
    except (ValueError, KeyError, TypeError, IndexError):
        return False
    words = json.dumps(found) if isinstance(found, bool) else str(found)
    return words in [one.strip() for one in template.answer_values.split(",")]


def _put(text: str, values: Mapping[str, str], written: Callable[[str], str], field: str, allowed: tuple[str, ...] = NAMES) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in allowed:
            raise BadTemplate(field, _("花括号里只能写这些：{phone} {text} {id} {secret}；请求头里只能写 {id} {secret}。"))
        return written(values[match[1]])

    return _PLACE.sub(value, text)


def _url(text: str, values: Mapping[str, str]) -> str:
    try:
        host = urlsplit(text).netloc
    except ValueError:
        raise BadTemplate("url", _("地址要写全，以 http:// 或 https:// 开头。")) from None
    if _PLACE.search(host):
        raise BadTemplate("url", _("主机名里不能有花括号。"))
    return _put(text, values, lambda value: quote(value, safe=""), "url")


def _headers(lines: str, values: Mapping[str, str]) -> dict[str, str]:
    headers = {}
    for line in filter(None, map(str.strip, lines.splitlines())):
        name, colon, value = (part.strip() for part in line.partition(":"))
        if not colon or not _HEADER_NAME.fullmatch(name) or name.lower() in _OURS:
            raise BadTemplate("headers", _("请求头一行一个，写成“名称: 值”；Host、Content-Length 等不用写。"))
        written = _put(value, values, str, "headers", IN_HEADERS)
        if not written.isascii() or not written.isprintable():
            raise BadTemplate("headers", _("请求头的值只能用英文字母、数字和符号。"))
        headers[name] = written
    return headers


def _form(text: str, values: Mapping[str, str]) -> bytes:
    try:
        pairs = parse_qsl(text.replace("\n", "").replace("\r", ""), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        raise BadTemplate("body", _("表单正文写成 mobile={phone}&content={text} 的样子。")) from None
    return urlencode([(name, _put(value, values, str, "body")) for name, value in pairs]).encode()


def _json(text: str, values: Mapping[str, str]) -> bytes:
    try:
        tree = json.loads(text)
    except ValueError:
        raise BadTemplate("body", _('JSON 正文写成 {"mobile": "{phone}", "content": "{text}"} 的样子：占位符写在引号里。')) from None
    return json.dumps(_walk(tree, values), ensure_ascii=False).encode()


def _walk(tree: Any, values: Mapping[str, str]) -> Any:
    if isinstance(tree, dict):
        return {name: _walk(value, values) for name, value in tree.items()}
    if isinstance(tree, list):
        return [_walk(value, values) for value in tree]
    return _put(tree, values, str, "body") if isinstance(tree, str) else tree
