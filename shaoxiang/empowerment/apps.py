from django.apps import AppConfig


class EmpowermentConfig(AppConfig):
    name = "shaoxiang.empowerment"
    label = "empowerment"
    verbose_name = "赋权"
