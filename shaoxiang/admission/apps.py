from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "shaoxiang.admission"
    label = "admission"
    verbose_name = "职责准入"
