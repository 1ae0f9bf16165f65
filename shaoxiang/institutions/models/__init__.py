from shaoxiang.institutions.models.changes import BodyChange, BodySpan
from shaoxiang.institutions.models.register import (
    Account,
    AccountManager,
    Assignment,
    Body,
    BookStamp,
    Delegation,
    Handover,
    HandoverLine,
    Installation,
    LeaderContact,
    Person,
    Plate,
    Post,
)

__all__ = [
    "Account", "AccountManager", "Assignment", "Body", "BodyChange", "BodySpan", "BookStamp", "Delegation", "Handover", "HandoverLine", "Installation",
    "LeaderContact", "Person", "Plate", "Post",
]
