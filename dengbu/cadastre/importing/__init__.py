"""Taking a survey file in: parcels, buildings and units from GeoJSON, GeoPackage and CSV.

A mapping (TOML) says what the source's columns mean. Every row of the source ends in exactly one
place: taken, or refused with the reason and all its values. `run.import_cadastre` tells the way.
"""
