from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "shaoxiang.kernel.files"
    label = "files"
    verbose_name = "附件"
