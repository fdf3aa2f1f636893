"""Readers by format: each turns one file into text cells. A new format is one more function in ``READERS``."""

from ingest.readers.base import Job, RawTable, ReadFunction
from ingest.readers.csv import read_csv

READERS: dict[str, ReadFunction] = {"csv": read_csv}

__all__ = ["READERS", "Job", "RawTable", "ReadFunction"]
