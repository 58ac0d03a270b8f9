from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "dengbu.accounts"
    label = "accounts"
