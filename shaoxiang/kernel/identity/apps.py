from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "shaoxiang.kernel.identity"
    label = "identity"
    verbose_name = "个人信息"
