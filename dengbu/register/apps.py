from django.apps import AppConfig


class RegisterConfig(AppConfig):
    name = "dengbu.register"
    label = "register"
