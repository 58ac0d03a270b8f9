from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "dengbu.web"
    label = "web"
