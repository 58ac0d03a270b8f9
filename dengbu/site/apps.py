from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dengbu.site"
    label = "site"
