from django.apps import AppConfig


class StaffingConfig(AppConfig):
    name = "shaoxiang.staffing"
    label = "staffing"
    verbose_name = "编制"
