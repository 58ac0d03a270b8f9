from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dengbu.site"
    label = "site"

    def ready(self) -> None:
        """Join papers to the seals with which they are sealed."""
        from dengbu.evidence import api as evidence  # noqa: PLC0415 - models are ready only now
        from dengbu.site.seal_keys import electronic_seal, seal  # noqa: PLC0415 - as above

        evidence.use_seals(seal, electronic_seal)
