from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "dengbu.exchange"
    label = "exchange"
