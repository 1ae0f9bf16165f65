from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from shaoxiang.cases.forms.fields import pick
from shaoxiang.cases.forms.moves import words_field
from shaoxiang.cases.vocabulary import DataRefusal

DECISIONS = [
    ("erase_data", _("同意删除：清空姓名、电话，删去本人写的话和照片")),
    ("restrict_data", _("只保存，不再使用：法定保存期限没有到")),
    ("refuse_data", _("不予删除")),
]


class DecideForm(forms.Form):
    decision = forms.ChoiceField(label=_("怎么答复"), choices=DECISIONS, widget=forms.RadioSelect, error_messages={"required": _("请选一种答复。")})
    reason = forms.ChoiceField(label=_("不予删除的理由"), choices=[("", "—"), *pick(DataRefusal)], required=False)
    words = words_field(_("给申请人的话"), _("不予删除、只保存不使用的，必须写明理由和依据；申请人会看到。"), required=False)
