"""Files with one line per answer: what counts where the line that holds the interview is quarantined."""

from __future__ import annotations

import pandas as pd

from ingest.contracts import CONTRACTS
from tests.unit.sql_models import PROJECT, connect, render


def staging(name: str) -> str:
    sql = (PROJECT / "models" / "staging" / f"stg_{name}.sql").read_text(encoding="utf-8")
    return render(sql.replace(f"source('landing', '{name}')", f"ref('landed_{name}')"))


def test_answers_of_a_quarantined_interview_do_not_count() -> None:
    # Interview 4: its first line (2) has a bad date and is the interview, its second line (3) is a good answer.
    lines = pd.DataFrame({"source_record_id": ["4", "4", "5", "5"], "source_row": [2, 3, 4, 5]})
    told = {"source_id": "s", "batch_id": "b"}
    columns = dict.fromkeys(CONTRACTS["survey_answer"].columns(), "x") | told
    answer = lines.assign(**{name: text for name, text in columns.items() if name not in lines})
    tables = {
        "landed_survey_answer": answer,
        "stg_survey_response": lines[lines.source_row == 4].assign(**told),
        "stg_source_row_status": pd.DataFrame([{**told, "source_row": 2, "status": "quarantined"}]),
    }
    with connect(tables) as connection:
        kept = connection.execute(f"SELECT source_row FROM ({staging('survey_answer')}) ORDER BY ALL").fetchall()
    assert kept == [(4,), (5,)]
