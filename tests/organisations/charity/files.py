"""The charity's files, in Persian. What is wrong in a row is said beside it; everything else is as it should be."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import Table, TableCell, TableRow
from odf.text import P

# The last line is the third interview once more: the interviewer's telephone sent it twice.
SURVEY = """_uuid;_submission_time;تاریخ مصاحبه;پرسشگر;منطقه;شماره تماس;رضایت/کلی;رضایت/احترام;رضایت/بسته;انتظار/بسته;چرا؟
u1;2026-02-04T10:00:00;۱۴۰۴/۱۱/۱۵;پ۱;شمال;+98 900 000 0001;خیلی راضی;۵;۴;۵;همه مهربان بودند.
u2;2026-02-04T11:00:00;۱۴۰۴/۱۱/۱۵;پ۱;جنوب;+98 900 000 0002;۳;۴;2;۵;بسته دیر رسید.
u3;2026-02-05T09:00:00;۱۴۰۴/۱۱/۱۶;پ۲;جنوب;+98 900 000 0003;۴;نمی‌دانم;88;99;
u4;2026-02-05T10:00:00;۱۴۰۴/۱۲/۳۰;پ۲;شمال;+98 900 000 0004;۴;۴;۴;۴;
u5;2026-02-06T10:00:00;۱۴۰۴/۱۱/۱۷;پ۲;شرق;+98 900 000 0005;۲;۲;۲;۵;
u6;2026-02-06T11:00:00;۱۴۰۴/۱۱/۱۷;پ۱;شمال;+98 900 000 0006;۷;۴;۴;۴;
u3;2026-02-05T09:00:00;۱۴۰۴/۱۱/۱۶;پ۲;جنوب;+98 900 000 0003;۴;نمی‌دانم;88;99;
"""  # u4: 1404 has no 30 Esfand. u5: no such district. u6: 7 is not on the scale.
_WAITING = {
    "session": "G1",
    "remark": "1",
    "date": "20 بهمن 1404",
    "about": "parcels",
    "tone": "-",
    "text": "صف طولانی بود.",
}
_KINDNESS = _WAITING | {"remark": "2", "about": "respect", "tone": "+", "text": "با ما خوب حرف زدند."}
NOTES = [
    _WAITING | {"theme": "waiting", "coder": "A"},
    _WAITING | {"theme": "waiting", "coder": "B"},
    _KINDNESS | {"theme": "kindness", "coder": "A"},
    _KINDNESS | {"theme": "colour", "coder": "B"},  # a theme that nobody declared
]
LETTERS = [
    ["number", "received", "medium", "team", "about", "text"],
    ["1", "2026-01-20", "letter", "parcels", "respect", "از همهٔ همکاران سپاسگزارم."],
    ["2", "2026-01-22", "card", "", "", "متشکرم."],
    ["3", "2026-01-25", "letter", "", "singing", "آواز شما زیبا بود."],  # no such characteristic
]
CONTACTS = {
    "unit": ["1", "2", "3", "4"],
    "phone": [f"+98 900 000 000{number}" for number in range(1, 5)],
    "last_attempt": [dt.date(2026, 2, 4)] * 4,
    "outcome": ["1.1", "1.1", "2.1", None],  # the last contact has no outcome
    "attempts": [1, 2, 3, 1],
}
MARGINS = """cut,value,count,as_of
district,north,۱٬۲۰۰,1404-01-01
district,south,۲٬۳۰۰,1404-01-01
"""
EXPECTATIONS = """id,learned,kind,about,text,level
e1,2026-01-15,explicit,parcels,بسته سر وقت برسد.,90
e2,2026-01-15,implicit,respect,با احترام رفتار شود.,100
"""
TOLD = [
    {"n": 1, "at": 1772000000, "to": "customers", "by": "poster", "message": "نتیجه‌ها را دیدیم و صف را کوتاه می‌کنیم."}
]


def write(data: Path) -> None:
    """Write all deliveries into a folder."""
    (data / "home_1404.csv").write_text(SURVEY, encoding="utf-8-sig")
    (data / "groups_1404-2.jsonl").write_text(_lines(NOTES), encoding="utf-8")
    _sheet(data / "letters_2026-01.ods")
    pq.write_table(pa.table(CONTACTS), data / "contacts_1404.parquet")
    (data / "margins.csv").write_text(MARGINS, encoding="utf-8")
    (data / "expectations.csv").write_text(EXPECTATIONS, encoding="utf-8")
    (data / "told.jsonl").write_text(_lines(TOLD), encoding="utf-8")


def _lines(records: list[dict[str, object]]) -> str:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)


def _sheet(path: Path) -> None:
    book = OpenDocumentSpreadsheet()
    table = Table(name="letters")
    for cells in LETTERS:
        row = TableRow()
        for text in cells:
            cell = TableCell(valuetype="string", stringvalue=text)
            cell.addElement(P(text=text))
            row.addElement(cell)
        table.addElement(row)
    book.spreadsheet.addElement(table)
    book.save(str(path))
