"""Files that come in: csv, xlsx and json, with the checks of the API."""

from app.hub.files.load import KINDS, Report, load

__all__ = ["KINDS", "Report", "load"]
