"""紧急电话: when words, or a type, speak of danger to life. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from shaoxiang.duties.rules.book import TypeLine

# Words of danger to life, by number. A plain past or question ("演练", "已经扑灭") takes the word back.
DANGER_WORDS: Mapping[str, tuple[str, ...]] = {
    "110": ("持刀", "打人", "打架", "斗殴", "被打", "抢劫", "抢夺", "绑架", "砍人", "行凶", "劫持", "家暴", "殴打", "跳楼", "轻生", "自杀",
            "威胁要杀", "聚众闹事", "堵门", "拉横幅", "小孩走失", "孩子走丢", "老人走失", "老人走丢", "入室", "炸弹", "砸车", "砸店"),
    "119": ("着火", "起火", "火灾", "失火", "冒烟", "浓烟", "燃气泄漏", "煤气泄漏", "天然气泄漏", "漏气", "煤气味", "燃气味", "天然气味", "爆炸",
            "爆燃", "电梯困人", "困在电梯", "被困", "坍塌", "倒塌", "塌陷", "掉进井", "掉井里", "坠井", "掉进河", "落水", "溺水", "冰窟窿", "明火", "自燃"),
    "120": ("受伤", "流血", "昏迷", "晕倒", "昏倒", "不省人事", "没有呼吸", "没呼吸", "心梗", "中风", "骨折", "煤气中毒", "一氧化碳", "中毒", "触电",
            "被咬伤", "咬伤", "摔伤", "砸伤", "烫伤", "抽搐", "休克", "伤亡", "死亡", "溺水", "落水", "坠楼", "跳楼", "坠井", "掉进井", "割腕", "吃药自杀"),
    "122": ("车祸", "撞车", "追尾", "撞人", "撞到人", "被车撞", "交通事故", "肇事", "翻车", "逃逸"),
}
_CALM = ("演练", "演习", "培训", "宣传", "讲座", "已经扑灭", "已扑灭", "已经修好", "早已", "去年", "防止", "预防", "避免", "会不会", "怎么预防", "担心")


def danger(text: str, kind: TypeLine | None = None) -> tuple[str, ...]:
    """紧急电话: the numbers (110, 119, 120, 122) that the type or the words call for; empty where life is not in danger."""
    numbers = set(kind.numbers) if kind is not None and kind.danger else set()
    for clause in _clauses(text[:2000]):
        if any(word in clause for word in _CALM):
            continue
        numbers.update(number for number, words in DANGER_WORDS.items() if any(word in clause for word in words))
    return tuple(sorted(numbers))


def _clauses(text: str) -> Iterable[str]:
    for stop in "。!?！？;；\n":
        text = text.replace(stop, "。")
    return text.split("。")
