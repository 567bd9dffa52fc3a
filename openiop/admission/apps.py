from django.apps import AppConfig


class AdmissionConfig(AppConfig):
    name = "openiop.admission"
    label = "admission"
