from django.apps import AppConfig


class InstitutionsConfig(AppConfig):
    name = "shaoxiang.institutions"
    label = "institutions"
    verbose_name = "机构编制"
