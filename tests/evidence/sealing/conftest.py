"""The office that seals."""

from tests.evidence.sealing.office import sealing

__all__ = ["sealing"]
