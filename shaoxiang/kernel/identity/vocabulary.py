from shaoxiang.kernel.vocabulary import Vocabulary, _


class Field(Vocabulary):
    """What a record may hold. Codes are stored in disclosures and journal facts, values never."""

    NAME = "name", _("姓名")
    PHONE = "phone", _("电话")
    ID_NUMBER = "id_number", _("证件号码")
    ADDRESS = "address", _("住址")
    NOTE = "note", _("备注")


class Personal(Vocabulary):
    """What `find_personal` recognises in free text."""

    MOBILE = "MOBILE", _("手机号")
    LANDLINE = "LANDLINE", _("座机号")
    CITIZEN_ID = "CITIZEN_ID", _("身份证号")
    BANK_CARD = "BANK_CARD", _("银行卡号")
    PLATE = "PLATE", _("车牌号")
    HOUSEHOLD = "HOUSEHOLD", _("门牌和人名")


FIELDS: tuple[str, ...] = tuple(field.value for field in Field)
