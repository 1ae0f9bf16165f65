"""One mechanism for asking streets: what was asked about heads of stationed units becomes files and requests of the room of opinions.

Answers, days and who gave them are kept; each matter gets one entry in the journal, for no matter stands without a record.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import migrations

SHANGHAI = ZoneInfo('Asia/Shanghai')
SUBJECT, POWER = 'head_change', 'PERSONNEL_APPRAISAL_CONSENT'
FILE = {'ASKED': 'ASKING', 'RECORDED': 'CLOSED', 'DROPPED': 'DROPPED'}
UPTAKE = {'ADOPTED': 'ADOPTED', 'PARTLY': 'PARTLY', 'NOT': 'NOT_ADOPTED'}
KIND = {'APPOINT': '选任', 'TRANSFER': '调离'}
SAID = ('AGREE', 'OPPOSE', 'SUGGEST')


def move(apps, _editor):
    for change in apps.get_model('forces', 'HeadChange').objects.select_related('body').order_by('pk'):
        Mover(apps, change).run(apps.get_model('forces', 'HeadOpinion').objects.filter(change=change).order_by('pk'))


class Mover:
    """One change of a head: its file, a request for each street, what is still awaited."""

    def __init__(self, apps, change):
        self.apps, self.change = apps, change
        self.due_at = datetime.combine(change.answer_by + timedelta(days=1), time(), tzinfo=SHANGHAI)
        self.title = f'{change.body.short_name or change.body.name}负责人{KIND[change.kind]}'[:120]

    def run(self, opinions):
        change = self.change
        file = self.model('opinions', 'OpinionFile')(
            matter=self.matter('DECISION', FILE[change.status], change.body.unit_id or change.body.parent_id), power=POWER, text=change.reason, days=5,
            subject_kind=SUBJECT, subject_id=change.pk, asked_by=change.asked_by, asking_role='DEPARTMENT_HEAD', sample=change.sample,
            sent_at=change.decided_at if change.status == 'RECORDED' else None,
        )
        file.save(force_insert=True)
        for opinion in opinions:
            self.model('opinions', 'ConcernedUnit').objects.create(file=file, unit_id=opinion.unit_id)
            self.request(file, opinion)

    def request(self, file, opinion):
        change, said = self.change, opinion.answer in SAID
        told = said and change.status == 'RECORDED' and bool(change.adoption and change.feedback)
        status = (
            'DROPPED' if change.status == 'DROPPED' else 'FEEDBACK_GIVEN' if told else 'CLOSED' if said and change.status == 'RECORDED'
            else 'ANSWERED' if said else 'NOTIFIED' if opinion.answer == 'WAITING' and change.status == 'ASKED' else 'NO_OPINION'
        )
        matter = self.matter('OPINION', status, opinion.unit_id)
        self.model('opinions', 'OpinionRequest')(
            matter=matter, file=file, unit_id=opinion.unit_id, asked_at=change.asked_at, due_at=self.due_at, sample=change.sample,
            opened_at=opinion.answered_at if said else None, view=opinion.answer if said else '', words=opinion.words, answered_at=opinion.answered_at,
            answered_by=opinion.answered_by, uptake=UPTAKE[change.adoption] if told else '', feedback=change.feedback if told else '',
            feedback_at=change.decided_at if told else None, feedback_by=change.decided_by if told else None,
        ).save(force_insert=True)
        if change.status == 'ASKED':
            self.awaited(matter, status, opinion)

    def awaited(self, matter, status, opinion):
        """As the room itself puts it: the street answers; then the department says what became of it."""
        seats = [('answer', role, opinion.unit_id) for role in ('STREET_LEADER', 'STREET_DESK')] if status == 'NOTIFIED' else [
            ('feedback', 'DEPARTMENT_HEAD', self.change.body.unit_id or self.change.body.parent_id)]
        for what, role, unit in seats:
            self.model('desk', 'DeskRow').objects.create(
                matter_id=matter.pk, what=what, role=role, unit_id=unit, opened_at=self.change.asked_at, due_at=matter.due_at, warn_at=matter.warn_at,
            )

    def matter(self, kind, status, unit_id):
        from shaoxiang.kernel import db
        from shaoxiang.kernel.access import SYSTEM
        from shaoxiang.kernel.journal.actions import record
        from shaoxiang.kernel.matter import rules
        from shaoxiang.kernel.matter.vocabulary import MatterKind

        change = self.change
        day, runs = change.asked_at.astimezone(SHANGHAI).date(), kind == 'OPINION' and change.status == 'ASKED' and status == 'NOTIFIED'
        matter = self.model('matter', 'Matter').objects.create(
            kind=kind, number=rules.number(MatterKind(kind), day, db.next_daily_number(kind, day)), title=self.title, status=status, unit_id=unit_id,
            opened_at=change.asked_at, closed_at=None if change.status == 'ASKED' else change.decided_at,
            due_at=self.due_at if runs else None, warn_at=self.due_at - timedelta(days=1) if runs else None,
        )
        record('opinions.carried', subject=('matter', matter.pk), actor=SYSTEM, at=change.asked_at, new=True, facts={
            'number': matter.number, 'change': change.pk, 'to': status, 'unit': unit_id,
        })
        return matter

    def model(self, room, name):
        return self.apps.get_model(room, name)


def back(apps, _editor):
    """What streets said, as rows of the change again; the files stay."""
    answers = apps.get_model('forces', 'HeadOpinion')
    for request in apps.get_model('opinions', 'OpinionRequest').objects.filter(file__subject_kind=SUBJECT).select_related('matter', 'file'):
        answer = {'': 'WAITING', 'AGREE_IF': 'SUGGEST'}.get(request.view, request.view)
        if answer == 'WAITING' and request.matter.status not in ('NOTIFIED', 'OPENED', 'DROPPED'):
            answer = 'NONE'
        answers.objects.get_or_create(change_id=request.file.subject_id, unit_id=request.unit_id, defaults={
            'answer': answer, 'words': request.words[:300], 'answered_at': request.answered_at, 'answered_by': request.answered_by,
        })


class Migration(migrations.Migration):

    dependencies = [
        ('forces', '0003_team_base'),
        ('opinions', '0005_comment_end_derived'),
        ('matter', '0010_determination'),
        ('journal', '0001_initial'),
        ('desk', '0003_what'),
    ]

    operations = [
        migrations.RunPython(move, back),
    ]
