"""Annotator: highlight claims and mark each verified, disputed or unverifiable."""

__version__ = "0.1.0"
