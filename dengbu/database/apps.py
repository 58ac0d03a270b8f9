from django.apps import AppConfig


class DatabaseConfig(AppConfig):
    name = "dengbu.database"
    label = "database"
