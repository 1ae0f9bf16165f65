"""Documents this house keeps, for tests of what stands on one."""

from __future__ import annotations

from datetime import date

from shaoxiang.duties.models import InstitutionDocument, RuleText
from shaoxiang.duties.vocabulary import RuleStatus

LONG_AGO = date(2020, 4, 1)


def keep(*documents: str) -> None:
    """Each as a written rule that has been issued."""
    for document in documents:
        row = InstitutionDocument.objects.create(
            code=f"T{InstitutionDocument.objects.count()}", title=f"示例：{document}", status=RuleStatus.FORMAL, number=document, issued_on=LONG_AGO)
        RuleText.objects.create(document=row, number=1, text="第一条 示例", document_number=document, issued_on=LONG_AGO, effective_from=LONG_AGO)
