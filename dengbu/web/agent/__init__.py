"""The agents' face: programs of banks and developers, and a page for their officers."""
