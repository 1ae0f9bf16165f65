"""A draft on its way to publication with a second person in between: what most tests mean by publishing."""

from django.core.files.uploadedfile import SimpleUploadedFile

from shaoxiang.duties import actions
from shaoxiang.duties.models import ListVersion
from shaoxiang.duties.queries.papers import without_paper
from shaoxiang.duties.queries.reviewing import reviewers_of
from shaoxiang.institutions.models import Assignment
from shaoxiang.kernel.access import Actor, ActorKind
from tests import people
from tests.hearing import heard_on_list

SOMEBODY_ELSE = Actor(ActorKind.PERSON, assignment_id=999, roles=frozenset({"STAFFING_OFFICE"}))


def second_to(version: ListVersion) -> Actor:
    """A colleague who had no hand in the draft."""
    if version.matter.unit_id is None:
        return SOMEBODY_ELSE
    return people.acting(Assignment.objects.select_related("person", "post").get(pk=reviewers_of(version)[0].assignment_id))


def papered(pk, *, actor, at) -> None:
    """A paper for every document the draft stands on and the house does not keep."""
    for document in without_paper(ListVersion.objects.get(pk=pk)):
        actions.attach_basis(pk, document=document, upload=paper(), actor=actor, at=at)


def paper(name: str = "示例文件.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF")


def confirmed(pk, *, actor, at, revision=None) -> ListVersion:
    """Sent for review by `actor`, confirmed by a colleague, whichever of the two is still to do."""
    if ListVersion.objects.get(pk=pk).matter.status in ("DRAFT", "DECIDED", "PUBLISHED", "WITHDRAWN"):
        papered(pk, actor=actor, at=at)
        actions.send_for_review(pk, actor=actor, at=at, revision=revision)
    version = ListVersion.objects.select_related("matter").get(pk=pk)
    if version.matter.status == "IN_REVIEW":
        actions.confirm(pk, actor=second_to(version), at=at)
    return version


def publish(pk, *, actor, at, accept_gaps=False, revision=None, heard_number=None, **how) -> ListVersion:
    """Confirmed by a colleague, the streets heard, and out."""
    confirmed(pk, actor=actor, at=at, revision=revision)
    number = heard_on_list(pk, at=at) if heard_number is None else heard_number
    return actions.publish(pk, actor=actor, at=at, accept_gaps=accept_gaps, revision=revision, heard_number=number, **how)
