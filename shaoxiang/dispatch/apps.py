from django.apps import AppConfig


class DispatchConfig(AppConfig):
    name = "shaoxiang.dispatch"
    label = "dispatch"
    verbose_name = "调度"

    def ready(self) -> None:
        from shaoxiang.dispatch.models import ENGAGED, DispatchOrder
        from shaoxiang.institutions.queries.holdings import of_bodies, register_holding
        from shaoxiang.kernel.vocabulary import _

        orders = DispatchOrder.objects.filter(ENGAGED, matter__closed_at__isnull=True).select_related("matter").order_by("pk")
        register_holding(
            "orders", _("在办的调度令"), lambda row: str(row.matter.number), cure=_("请先办完、退回，或改派给接手的机构。"), names_unit=True,
            bodies=lambda ids, on: orders.filter(of_bodies(ids)), posts=lambda ids, on: orders.filter(post_id__in=ids),
        )
