"""Text made comparable: one width, one case, no numbers of people, signs turned into breaks."""

from __future__ import annotations

import re
import unicodedata

import numpy as np
from numpy.typing import NDArray

from shaoxiang.kernel.identity.rules import without_personal

Codes = NDArray[np.uint32]
BREAK = 0  # stands for everything that is neither a Chinese character nor a letter nor a digit

_DIGITS = re.compile(r"[0-9]+")
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟"
    "熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
_AFTER = r"(?=同志|先生|女士|师傅|书记|主任|局长|校长|经理|老板|队长|法官|警官|医生|老师|某)"
_BEFORE = r"(?<=我叫)|(?<=我是)|(?<=本人)|(?<=姓名:)|(?<=姓名)|(?<=联系人:)|(?<=联系人)"
_NAMED = re.compile(rf"(?:{_BEFORE})[{_SURNAMES}][\u4e00-\u9fff]{{1,2}}(?=[,。;:、\s(]|电话|手机|身份证|$)|[{_SURNAMES}][\u4e00-\u9fff]{{0,2}}?{_AFTER}")


def flat(text: str) -> str:
    """Full-width made half-width, letters in lower case (NFKC)."""
    return unicodedata.normalize("NFKC", text).lower()


def masked(text: str) -> str:
    """Text to learn from: phones, id and card numbers cut out, names of people where they are said to be names (我叫…, …先生) as well.

    Names nobody announces stay: no list of words finds them. A model therefore keeps only pieces that several texts share.
    """
    return _NAMED.sub(" * ", without_personal(unicodedata.normalize("NFKC", text))).lower()


def codes(text: str, *, digits: bool = True) -> Codes:
    """The characters of a flat text as numbers, breaks as BREAK; without `digits` every number counts as one 0."""
    if not digits:
        text = _DIGITS.sub("0", text)
    found = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    return np.where(_counts(found), found, BREAK).astype(np.uint32)


def _counts(found: Codes) -> NDArray[np.bool_]:
    """Chinese characters (with the extensions in the plane above), letters and digits."""
    han = ((found >= 0x3400) & (found <= 0x9FFF)) | (found == 0x3007) | ((found >= 0x20000) & (found < 0x40000))
    latin = ((found >= 48) & (found <= 57)) | ((found >= 97) & (found <= 122))
    counts: NDArray[np.bool_] = han | latin
    return counts
