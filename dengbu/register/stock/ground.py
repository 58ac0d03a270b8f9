"""Parcels, buildings and units as rows of national tables."""

from dengbu.register.stock.view import View

GROUND_VIEWS: dict[str, View] = {}
