"""Faces of Dengbu: pages, addresses and answers. Only this storey knows HTTP; it has no tables.

Each face (window, office, citizen, agent, open, shared) keeps its templates, static files and
addresses in its own folder.
"""
