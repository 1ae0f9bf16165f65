from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class SettingsForm(forms.Form):
    open_post = forms.BooleanField(
        label=_("没有密钥也可以报事"), required=False,
        help_text=_("开：谁都可以经接口报事，和居民网页一样有次数限制。关：报事要带接口密钥。没有改过时，演示环境开，正式环境关。"),
    )
