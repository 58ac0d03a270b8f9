from django.apps import AppConfig


class CadastreConfig(AppConfig):
    name = "dengbu.cadastre"
    label = "cadastre"
