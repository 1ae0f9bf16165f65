from django.db import migrations

MAJOR = 'MAJOR_DECISION_ADVICE'
MARKS = {  # of the lines shipped (示例)
    'FIVE_YEAR_PLAN': '五年规划 国民经济和社会发展规划', 'SPECIAL_PLAN': '专项规划 三年行动计划', 'LIVELIHOOD': '民生实事',
    'LAND_TAKING': '征收 征地 拆迁 关停 重大项目', 'RISK_PROJECT': '社会稳定风险评估 稳评',
}
PLANS = ('FIVE_YEAR_PLAN', 'SPECIAL_PLAN')


def give(apps, _editor):
    """Lines in force say which of them are major decisions; files under way that are on one take the steps from now on."""
    scopes, files = apps.get_model('opinions', 'ConsultationScope'), apps.get_model('opinions', 'OpinionFile')
    for scope in scopes.objects.filter(valid_to__isnull=True):
        scope.decision = scope.power == MAJOR or scope.code in PLANS
        scope.marks = MARKS.get(scope.code, '')
        scope.save(update_fields=['decision', 'marks'])
    files.objects.filter(power=MAJOR).update(ground='POWER')
    under_way = files.objects.filter(ground='', scope__decision=True, matter__status__in=('PREPARING', 'ASKING'))
    files.objects.filter(pk__in=list(under_way.values_list('pk', flat=True))).update(ground='SCOPE')


def nothing(_apps, _editor):
    """The columns go with the migration before."""


class Migration(migrations.Migration):

    dependencies = [
        ('opinions', '0008_decision_ground'),
    ]

    operations = [
        migrations.RunPython(give, nothing),
    ]
