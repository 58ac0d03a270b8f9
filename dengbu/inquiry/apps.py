from django.apps import AppConfig


class InquiryConfig(AppConfig):
    name = "dengbu.inquiry"
    label = "inquiry"
