from django.apps import AppConfig


class EvidenceConfig(AppConfig):
    name = "dengbu.evidence"
    label = "evidence"
