"""OpenIOP: the system that runs a mental-health Intensive Outpatient Program."""

__version__ = "0.1.0"
