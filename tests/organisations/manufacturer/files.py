"""The manufacturer's files. What is wrong in a row is said beside it; everything else is as it should be."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path

import openpyxl
import pandas as pd
import pyreadstat

GROUPS = ["", "", "", "", "", "", "How satisfied?", "", "", "", ""]
NAMES = ["case", "answered", "contact", "position", "ours", "industry", "all", "rel", "rel_imp", "lead", "remark"]
DAY = dt.date(2026, 3, 2)
SURVEY = [
    [1, DAY, "person01@example.org", "Purchasing", "no", "Water", 8, 9, 10, 7, "Spare parts come quickly."],
    [2, DAY, "person02@example.org", "Maintenance", "no", "food", 6, 5, 9, 6, None],
    [3, DAY, "person03@example.org", "Management", "no", "WATER", 9, 99, 8, "n/a", "Call +34 600 000 000"],
    [4, DAY, "person04@example.org", "Dealer", "no", "Food", 7, None, None, 8, None],
    [5, DAY, "person05@example.org", "Purchasing", "no", "Water", 11, 8, 9, 7, None],  # 11 is not on the scale
    [6, DAY, "person06@example.org", "Gardener", "no", "Food", 5, 5, 5, 5, None],  # no such role
    [7, DAY, "person07@example.org", "Maintenance", "yes", "Food", 10, 10, 10, 10, None],  # staff
    [2, DAY, "person02@example.org", "Maintenance", "no", "food", 6, 5, 9, 6, None],  # case 2 once more
    [8, DAY, "person08@example.org", "Management", "no", "Water", 4, 3, 10, 2, "Two months for a seal."],
]
TICKETS = [
    {"id": 501, "created_at": "2026-02-03T08:15:00Z", "type": "complaint", "subject": "Seal leaks", "priority": "urgent",
     "description": "The pump leaks since Monday.", "requester_id": 9001, "via": {"channel": "email"}, "cause": "leak",
     "solved_at": "2026-02-09T16:00:00Z"},
    {"id": 502, "created_at": "2026-02-11T10:00:00Z", "type": "complaint", "subject": "Late", "priority": "normal",
     "description": "Two weeks late.", "requester_id": 9002, "via": {"channel": "phone"}, "cause": "late", "solved_at": None},
    {"id": 503, "created_at": "2026-02-12T11:30:00Z", "type": "question", "subject": "Manual", "priority": "low",
     "description": "Where is the manual?", "requester_id": 9003, "via": {"channel": "web"}, "cause": None, "solved_at": None},
    # A priority that the profile does not know.
    {"id": 504, "created_at": "2026-02-20T09:00:00Z", "type": "complaint", "subject": "Noise", "priority": "whenever",
     "description": "It hums.", "requester_id": 9001, "via": {"channel": "web"}, "cause": None, "solved_at": None},
    # A cause that the profile does not know.
    {"id": 505, "created_at": "2026-02-21T09:00:00Z", "type": "complaint", "subject": "Colour", "priority": "low",
     "description": "It is green.", "requester_id": 9004, "via": {"channel": "web"}, "cause": "colour", "solved_at": None},
]  # fmt: skip
CLAIMS = """month;warranty_claims;returns;units_sold
01/2026;12;4;1.250
02/2026;9;3;1.310,5
03/2026;-1;5;1.290
"""  # A negative count of claims spoils the line of March.
MARKET = {
    "field": [dt.date(2026, 1, 31)] * 4,
    "firm": [0.0, 0.0, 1.0, 1.0],
    "item": [1.0, 2.0, 1.0, 2.0],
    "score": [78.5, 61.25, 74.0, 70.0],
    "base": [120.0, 118.0, 90.0, 88.0],
}
DISPUTES = """number\tnotice\tticket\tbody\tway\toutcome\tclosed\tcost
D1\t15.02.2026\t501\tChamber of commerce\tM\tC\t20.03.2026\t1.250,50
D2\t01.03.2026\t\tArbitration court\tA\t\t\t
D3\t02.03.2026\t\tArbitration court\tA\tC\t01.02.2026\t
"""  # D3 is closed before its notice.
ACTIONS = """action,decided,what,who,cause,due,effect
seals,2026-02-25,New supplier of seals,purchasing,leak,2026-06-30,3.5
stock,2026-03-05,Larger stock of spare parts,logistics,late,2026-09-30,5
"""


def write(data: Path) -> None:
    """Write all deliveries into a folder."""
    _workbook(data / "survey_2026.xlsx")
    (data / "tickets_2026-02.json").write_text(json.dumps({"tickets": TICKETS, "next_page": None}), encoding="utf-8")
    (data / "claims_2026.csv").write_text(CLAIMS, encoding="utf-8")
    pyreadstat.write_sav(
        pd.DataFrame(MARKET),
        str(data / "market_2026.sav"),
        column_labels={"score": "Mean score, 0 to 100"},
        variable_value_labels={"firm": {0.0: "We", 1.0: "Rival A"}, "item": {1.0: "Reliability", 2.0: "Lead time"}},
    )
    (data / "disputes.tsv").write_text(DISPUTES, encoding="utf-8")
    (data / "actions.csv").write_text(ACTIONS, encoding="utf-8")


def _workbook(path: Path) -> None:
    book = openpyxl.Workbook()
    notes = book.active
    notes.title = "Notes"
    notes.append(["Sent to all firms that bought in 2025"])
    sheet = book.create_sheet("Answers")
    for row in [GROUPS, NAMES, *SURVEY]:
        sheet.append([cell if cell != "" else None for cell in row])
    book.save(path)
