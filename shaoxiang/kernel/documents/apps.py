from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "shaoxiang.kernel.documents"
    label = "documents"
    verbose_name = "文书"
