"""Application configuration of welfare."""

from django.apps import AppConfig


class WelfareConfig(AppConfig):
    """送温暖."""

    name = "welfare"
    label = "welfare"
    verbose_name = "送温暖"
