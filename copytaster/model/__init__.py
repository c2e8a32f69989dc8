"""The plain data that the rooms hand each other. No behaviour beyond what the data itself implies.

What holds of it stands at the head of each module: `article`, `pair`, `verdict`.
"""

from copytaster.model.article import About, Article, Boilerplate, BoilerplateKind, Ending, Note, Span, held
from copytaster.model.fingerprint import FINGERPRINT_HEAD, Fingerprint, Hashes, Outline, ascending
from copytaster.model.pair import NOT_ALIGNED, Change, Correspondence, Pair
from copytaster.model.verdict import (
    Credit,
    CreditEvidence,
    Grounds,
    New,
    Outdated,
    Passage,
    PassageChange,
    Place,
    Source,
    Verdict,
)
from copytaster.model.words import (
    ENDING,
    CreditStatus,
    Derivation,
    Direction,
    Kind,
    PubStatus,
    RelationKind,
    Ruling,
    Status,
)

__all__ = [
    "ENDING",
    "FINGERPRINT_HEAD",
    "NOT_ALIGNED",
    "About",
    "Article",
    "Boilerplate",
    "BoilerplateKind",
    "Change",
    "Correspondence",
    "Credit",
    "CreditEvidence",
    "CreditStatus",
    "Derivation",
    "Direction",
    "Ending",
    "Fingerprint",
    "Grounds",
    "Hashes",
    "Kind",
    "New",
    "Note",
    "Outdated",
    "Outline",
    "Pair",
    "Passage",
    "PassageChange",
    "Place",
    "PubStatus",
    "RelationKind",
    "Ruling",
    "Source",
    "Span",
    "Status",
    "Verdict",
    "ascending",
    "held",
]
