from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "dengbu.site"
    label = "site"

    def ready(self) -> None:
        """Join papers to the seals with which they are sealed, and showings to their keys."""
        from dengbu.evidence import api as evidence  # noqa: PLC0415 - models are ready only now
        from dengbu.inquiry import api as inquiry  # noqa: PLC0415 - models are ready only now
        from dengbu.site import seal_keys  # noqa: PLC0415 - models are ready only now
        from dengbu.site.showing_keys import seeds  # noqa: PLC0415 - models are ready only now

        evidence.use_seals(seal_keys.seal, seal_keys.electronic_seal)
        evidence.use_authorities(seal_keys.authorities)
        inquiry.showing.use_keys(seeds)
