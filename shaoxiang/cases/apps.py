from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "shaoxiang.cases"
    label = "cases"
    verbose_name = "事件"
