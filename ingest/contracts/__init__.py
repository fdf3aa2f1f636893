"""The contracts: record layouts that any source is mapped to, each declared once."""

from ingest.contracts.base import Column, Record
from ingest.contracts.complaint import Complaint, ComplaintEvent
from ingest.contracts.other import CompetitorScore, FocusGroupNote, Operation, QualityLevel
from ingest.contracts.survey import SurveyAnswer, SurveyResponse

CONTRACTS: dict[str, type[Record]] = {
    model.contract: model
    for model in (
        SurveyResponse,
        SurveyAnswer,
        Complaint,
        ComplaintEvent,
        FocusGroupNote,
        CompetitorScore,
        Operation,
        QualityLevel,
    )
}

__all__ = ["CONTRACTS", "Column", "Record"]
