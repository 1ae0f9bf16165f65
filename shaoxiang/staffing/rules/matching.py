"""Q7 (地方各级人民政府机构设置和编制管理条例 7): no paper may ask a street for a match of a department's own (body, plate, level, posts). Which words do?"""

from __future__ import annotations

import re

from shaoxiang.kernel.vocabulary import _
from shaoxiang.staffing.rules.quotas import StaffingRefused
from shaoxiang.staffing.vocabulary import Level

_STREETS = "(镇街|街镇|街道|乡镇)"
_UNITS = "站|办公室|科室|科|中心|机构|专班"
DEMANDS = re.compile("|".join((
    r"对口(设立?|设置|成立|增设|组建|挂牌|加挂|配备|配齐|核定|明确)", r"(上下|条条|与.{1,12}?)对口(?!联系|支援|帮扶|协作|沟通|衔接|服务)",
    rf"(要求|责成|统一|督促)各?{_STREETS}.{{0,12}}?(设立|成立|增设|组建|加挂|挂牌|配备|配齐|编制|职数|级别|规格)",
    rf"各{_STREETS}都?(应当|应|须|必须|要)(对应|相应|统一)?(设立|成立|增设|组建|加挂|配备|配齐|明确专人)",
    r"(参照|比照|按照?).{1,14}?(级别|规格)(设立|设置|配备|核定)", r"(要求|统一).{0,10}?(升格|高配|提高(级别|规格))",
    r"(统一|专门|单独)(核定|核增|配备|落实|划定).{0,10}?(编制|职数)",
    rf"(请|要求|各|每个?|由){_STREETS}?.{{0,8}}?(设立|设置|成立|组建|建立).{{0,14}}?({_UNITS}).{{0,6}}?(挂牌)?",
    rf"{_STREETS}(应当?|须|必须|要|均|都)?(设立|设置|设(?!下列|有|在|党政|内设|事业单位)|成立|组建|建立|挂牌成立).{{0,14}}?({_UNITS})",
    rf"(设立|成立|挂牌成立)(各?{_STREETS}).{{0,12}}?({_UNITS})",
    rf"(各|每个?|请|由){_STREETS}.{{0,8}}?(配(?![置合套])备?|明确|安排|落实|至少有).{{0,10}}?(专职|专人专岗|编制|科级)",
    rf"{_STREETS}(应当?|须|必须|要|均|都)(配(?![置合套])备?|明确|安排|落实).{{0,8}}?(专职|专人专岗|编制|科级)",
    r"(参照|比照|对照)[区市](里|局|级)?.{0,8}?(成立|设立|设置|组建)",
    rf"{_STREETS}.{{0,4}}?组建.{{0,8}}?(相?对应)",
)))
PLATES = re.compile(r"加挂.{0,20}?牌子")
FORBIDS = re.compile(r"不得|不能|不应|不准|不再|不搞|不要求|严禁|禁止|取消|撤销|纠正|清理|摘除|摘牌")
PREFACE = re.compile(r"(不得|不能|不应|严禁|禁止)[^，,]*以[^，,]*$")  # 不得以任何理由，……


def matching_words(words: str, *, plates: bool = True) -> tuple[str, ...]:
    """The words that ask a street to match a department; none where they forbid it. `plates`: is 加挂牌子 alone such a demand? Not in the 三定 of a unit."""
    found: list[str] = []
    carried = False
    for clause in re.split(r"([。；;！!？?\n]|[，,])", words):
        if re.fullmatch(r"[，,]", clause):
            continue
        forbidden = FORBIDS.search(clause) is not None
        if not forbidden and not carried:
            found += [one.group() for one in DEMANDS.finditer(clause)]
            found += [one.group() for one in PLATES.finditer(clause)] if plates else []
        carried = PREFACE.search(clause) is not None
    return tuple(found)


def cites_matching(words: str) -> bool:
    """Do these words cite a department's wish for a body or a plate to match its own?"""
    return bool(matching_words(words))


def check_matching(matching: bool, level: Level) -> None:
    """No department may ask a street for a body or a plate to match its own. Raises StaffingRefused."""
    if matching and level is Level.STREET:
        raise StaffingRefused("matching", _("不得要求镇街对口设立机构、加挂牌子（《地方各级人民政府机构设置和编制管理条例》第七条）：请不以对口为由另提调整。"))
