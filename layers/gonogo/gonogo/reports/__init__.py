"""The formats that finished runs are told in: one file a format."""

from gonogo._registry import Registry
from gonogo.reports._contract import Report, ReportedRun, reported

reports: Registry[Report] = Registry(__name__, Report)

__all__ = ["Report", "ReportedRun", "reported", "reports"]
