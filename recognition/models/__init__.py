"""The rows of recognition: who, what, by which decision, and the private way there."""

from recognition.models.accounts import Delegation, Invitation
from recognition.models.anchors import Anchor, AnchorHead
from recognition.models.appraisal import AppraisalSheet, CriterionVerdict, Score
from recognition.models.catalogue import (
    Award,
    AwardRule,
    ClosedPowers,
    DecisionPower,
    LegalInstrument,
    Office,
)
from recognition.models.clearance import ClearanceBody, ClearanceRequest
from recognition.models.conferrals import Conferral
from recognition.models.consents import Consent, ConsentRequest
from recognition.models.decisions import Decision
from recognition.models.desk import (
    InternalNote,
    Return,
    ReturnReason,
    SavedFilter,
    StageTerm,
    UnitMessage,
)
from recognition.models.events import Event, EventPayload
from recognition.models.honorees import Honoree, HonoreeIdentity, Initiative, MergeProposal
from recognition.models.imports import ImportFile
from recognition.models.lists import Nominee, NomineeList
from recognition.models.nominations import Evidence, Nomination
from recognition.models.notices import Notice
from recognition.models.packages import Package
from recognition.models.pages import HonoreeIndexPage, HonoreePage
from recognition.models.publication import ScheduledPublication
from recognition.models.recusals import Kinship, Recusal, Workplace
from recognition.models.requests import PublicRequest
from recognition.models.roles import Membership
from recognition.models.rounds import (
    InternalChoice,
    LateException,
    Reminder,
    RequiredDocument,
    Round,
    RoundQuota,
)
from recognition.models.rules import (
    CriterionStatement,
    RoundScoreSheet,
    RuleChange,
    RuleSnapshot,
    ScoreCriterion,
    ScoreSheet,
)
from recognition.models.stories import StoryIndexPage, StoryPage, StoryPerson
from recognition.models.suggestions import Suggestion
from recognition.models.tasks import ApprovalTask
from recognition.models.units import Unit, UnitBody, UnitName

__all__ = [
    "Anchor",
    "AnchorHead",
    "AppraisalSheet",
    "ApprovalTask",
    "Award",
    "AwardRule",
    "ClearanceBody",
    "ClearanceRequest",
    "ClosedPowers",
    "Conferral",
    "Consent",
    "ConsentRequest",
    "CriterionStatement",
    "CriterionVerdict",
    "Decision",
    "DecisionPower",
    "Delegation",
    "Event",
    "EventPayload",
    "Evidence",
    "Honoree",
    "HonoreeIdentity",
    "HonoreeIndexPage",
    "HonoreePage",
    "ImportFile",
    "Initiative",
    "InternalChoice",
    "InternalNote",
    "Invitation",
    "Kinship",
    "LateException",
    "LegalInstrument",
    "Membership",
    "MergeProposal",
    "Nomination",
    "Nominee",
    "NomineeList",
    "Notice",
    "Office",
    "Package",
    "PublicRequest",
    "Recusal",
    "Reminder",
    "RequiredDocument",
    "Return",
    "ReturnReason",
    "Round",
    "RoundQuota",
    "RoundScoreSheet",
    "RuleChange",
    "RuleSnapshot",
    "SavedFilter",
    "ScheduledPublication",
    "Score",
    "ScoreCriterion",
    "ScoreSheet",
    "StageTerm",
    "StoryIndexPage",
    "StoryPage",
    "StoryPerson",
    "Suggestion",
    "Unit",
    "UnitBody",
    "UnitMessage",
    "UnitName",
    "Workplace",
]
