"""Signals: the few colours with a meaning, each with the icon that says the same."""

from collections.abc import Mapping
from enum import StrEnum, unique
from types import MappingProxyType


@unique
class Signal(StrEnum):
    """What a part says at a glance; the value is the `data-signal` attribute."""

    PLAIN = "plain"  # says nothing special
    QUIET = "quiet"  # old or unknown, label grey
    INK = "ink"  # time in plenty
    ACCENT = "accent"  # here, now, selected
    OK = "ok"  # done, nothing in the way
    WARN = "warn"  # look here, waiting, running out
    STOP = "stop"  # blocked, refused, destructive


SIGNAL_ICONS: Mapping[Signal, str] = MappingProxyType(
    {
        Signal.PLAIN: "info",
        Signal.QUIET: "clock",
        Signal.INK: "clock",
        Signal.ACCENT: "info",
        Signal.OK: "done",
        Signal.WARN: "warn",
        Signal.STOP: "block",
    }
)
"""Icon of a signal where the part has none of its own."""
