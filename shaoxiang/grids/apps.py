from django.apps import AppConfig


class GridsConfig(AppConfig):
    name = "shaoxiang.grids"
    label = "grids"
    verbose_name = "网格"
