"""Readers by format: each turns one file into text cells. A new format is one more function in ``READERS``."""

from ingest.readers.base import Job, RawTable, ReadFunction
from ingest.readers.csv import read_csv
from ingest.readers.json import read_json, read_jsonl
from ingest.readers.parquet import read_parquet
from ingest.readers.sheets import read_sheet
from ingest.readers.spss import read_sav

READERS: dict[str, ReadFunction] = {
    "csv": read_csv,
    "tsv": read_csv,
    "xlsx": read_sheet,
    "ods": read_sheet,
    "json": read_json,
    "jsonl": read_jsonl,
    "parquet": read_parquet,
    "sav": read_sav,
}

__all__ = ["READERS", "Job", "RawTable", "ReadFunction"]
