"""When the composed types are filed and closed (示例), in both languages: those of which no public catalogue says it."""

from __future__ import annotations

CONDITIONS = {
    "0108": ("车辆无牌、破损，长期占用公共场所", "已拖离或车主已移走",
             "A vehicle without plates or broken, left for long in a public place", "Towed away or moved by its owner"),
    "0109": ("公共场所丢弃旧家具、旧电器", "清走，地面清洁",
             "Old furniture or appliances left in a public place", "Taken away and the ground clean"),
    "0110": ("树上挂有塑料袋、绳索等非装饰物", "取下",
             "Bags, ropes or the like hanging in trees", "Taken down"),
    "0111": ("车行道、人行道有坑洼、塌陷、松动，影响通行", "修补平整，恢复通行",
             "Holes, sunken or loose surface on a road or pavement that hinder passage", "Mended level and open to traffic"),
    "0112": ("车辆遗撒渣土、垃圾、油污，影响路面", "清扫干净",
             "Soil, rubbish or oil dropped by vehicles on the road", "Swept clean"),
    "0113": ("临街外立面有明显污迹、破损", "清洗或修复",
             "Visible dirt or damage on a front to the street", "Washed or repaired"),
    "0114": ("主次干道两侧护栏、树木、窗外晾挂物品", "收回",
             "Things hung to dry on railings, trees or windows along main streets", "Taken in"),
    "0601": ("邻里因噪声、漏水、通道等发生争执，自行协商不成", "双方达成协议，或告知其他途径",
             "Neighbours quarrel over noise, leaks, passages and cannot settle it themselves", "An agreement, or both told the other ways open to them"),
    "0602": ("业主与物业就服务、收费、维修发生争议", "问题解决，或达成协议、告知其他途径",
             "Owners and the property manager dispute service, fees or repairs", "Solved, agreed, or both told the other ways"),
    "0603": ("拖欠工资等劳动报酬争议，当事人求助", "报酬支付，或转劳动监察、仲裁并告知",
             "Wages unpaid or another pay dispute, and somebody asks for help", "Paid, or passed to labour inspection or arbitration and told so"),
    "0604": ("疏散通道、安全出口、消防车通道被占用、堵塞或封闭", "通道畅通",
             "An escape route, an exit or a fire lane is occupied, blocked or locked", "The way is clear"),
    "0605": ("电动自行车在楼道、门厅停放或飞线充电", "移走，停止充电",
             "E-bikes parked in stairways or halls, or charged by loose cables", "Moved and unplugged"),
    "0606": ("燃气软管老化、无报警装置、使用不合格器具等", "隐患消除，或已停气并交燃气企业处理",
             "Aged gas hoses, no alarm, unfit appliances or the like", "Danger removed, or gas shut off and passed to the gas company"),
    "0607": ("房屋开裂、倾斜、构件脱落等危及居住安全", "险情排除，或人员撤离并交鉴定",
             "Cracks, leaning or falling parts that endanger those who live there", "Danger removed, or people moved out and an expert called"),
    "0608": ("独居老人生活有困难，本人或家人、邻居希望有人看望", "已看望，需要的帮助有人负责",
             "An old person living alone has difficulties, and asks or is named for a visit", "Visited, and somebody sees to the help needed"),
    "0609": ("发现儿童可能无人照料、受到伤害或者失学", "已报告并由责任部门接手",
             "A child may be uncared for, hurt or out of school", "Reported, and taken up by the department in charge"),
    "0610": ("疑似精神障碍患者言行异常，家属或邻居求助", "已联系家属、社区卫生服务机构或者公安机关接手",
             "Somebody who may be mentally ill behaves unusually, and family or neighbours ask for help",
             "Family, community health service or police have taken it up"),
    "0611": ("食品摊点无公示、场所不洁或者食品可疑", "改正，或转市场监管部门并告知",
             "A food stall without its notice, unclean, or with doubtful food", "Put right, or passed to market regulation and told so"),
    "0612": ("同一地点同一问题反复反映", "原因查明，根治措施有人负责、有期限",
             "The same trouble is reported again and again from one place", "The cause is found, and a cure has somebody and a day"),
}


def composed_conditions(code: str) -> dict[str, str]:
    """Nothing for a type whose conditions are those of a catalogue."""
    if code not in CONDITIONS:
        return {}
    filing, closing, filing_en, closing_en = CONDITIONS[code]
    return {"filing_condition": filing, "closing_condition": closing, "filing_condition_en": filing_en, "closing_condition_en": closing_en}
