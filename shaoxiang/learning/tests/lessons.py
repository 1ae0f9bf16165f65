"""A small composed corpus: three kinds of matters said in many ways (示例)."""

from __future__ import annotations

from shaoxiang.learning.rules.training import Sample

WHERE = ["东门外", "南墙边", "西单元", "北广场", "三号楼", "五号院", "车棚旁", "花坛边", "菜店前", "桥头处", "巷子里", "路口东", "老楼下", "站牌旁", "操场边"]
SAID = {
    "0102": ("垃圾堆了好几天没人清理", "垃圾桶满了臭味很大", "生活垃圾溢出来招苍蝇"),
    "0412": ("暖气不热屋里只有十五度", "供暖半个月暖气片还是凉的", "暖气管道有气家里冷"),
    "B0108": ("路灯不亮晚上看不见路", "一排路灯坏了三盏没人修", "路灯一闪一闪快要灭了"),
}


def samples() -> list[Sample]:
    """Forty-five different texts of each kind."""
    return [
        Sample("", f"{where}{said}，{tail}{number}次", label)
        for label, lines in SAID.items() for said in lines for number, where in enumerate(WHERE) for tail in ("已经反映过" if number % 2 else "请尽快来看",)
    ]
