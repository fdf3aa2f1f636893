"""The contracts: record layouts that any source is mapped to, each declared once."""

from ingest.contracts.base import Column, Record
from ingest.contracts.complaint import Complaint, ComplaintEvent
from ingest.contracts.feedback import Letter, MysteryVisitItem, Review, Suggestion
from ingest.contracts.other import CompetitorScore, FocusGroupNote, Operation, QualityLevel
from ingest.contracts.registers import (
    Communication,
    Dispute,
    Expectation,
    ImprovementAction,
    PopulationMargin,
    Programme,
    Promise,
    PromiseCheck,
    SampleUnit,
)
from ingest.contracts.survey import SurveyAnswer, SurveyResponse

METHOD_CONTRACTS: tuple[type[Record], ...] = (
    SurveyResponse,
    SurveyAnswer,
    Complaint,
    ComplaintEvent,
    FocusGroupNote,
    CompetitorScore,
    Suggestion,
    MysteryVisitItem,
    Letter,
    Review,
    Operation,
)
REGISTER_CONTRACTS: tuple[type[Record], ...] = (
    QualityLevel,
    Expectation,
    Promise,
    PromiseCheck,
    Dispute,
    ImprovementAction,
    PopulationMargin,
    SampleUnit,
    Communication,
    Programme,
)
CONTRACTS: dict[str, type[Record]] = {model.contract: model for model in METHOD_CONTRACTS + REGISTER_CONTRACTS}

__all__ = ["CONTRACTS", "METHOD_CONTRACTS", "REGISTER_CONTRACTS", "Column", "Record"]
