"""Rehearsing the catalogue (预演): every service once, from request to entry, and nothing kept."""

from dengbu.site.rehearsal.effects import Effect, effects
from dengbu.site.rehearsal.inquiring import Answered, rehearse_inquiries
from dengbu.site.rehearsal.running import Rehearsed, rehearse

__all__ = [
    "Answered",
    "Effect",
    "Rehearsed",
    "effects",
    "rehearse",
    "rehearse_inquiries",
]
