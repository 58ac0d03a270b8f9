from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "dengbu.casework"
    label = "casework"
