"""Every address of the house."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

from shaoxiang.config.api import api, docs

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("shaoxiang.cases.urls_resident")),
    path("api/v1/docs", docs, name="api-docs"),
    path("api/v1/", api.urls),
    path("keys/", include("shaoxiang.kernel.interface.urls")),
    path("", include("shaoxiang.kernel.web.urls")),
    path("places/", include("shaoxiang.places.urls")),
    path("files/", include("shaoxiang.kernel.files.urls")),
    path("duties/", include("shaoxiang.duties.urls")),
    path("institutions/", include("shaoxiang.institutions.urls")),
    path("staffing/", include("shaoxiang.staffing.urls")),
    path("determinations/", include("shaoxiang.determinations.urls")),
    path("opinions/", include("shaoxiang.opinions.urls")),
    path("admin/", include("shaoxiang.kernel.clocks.urls")),
    path("notices/", include("shaoxiang.kernel.notices.urls")),
    path("grids/", include("shaoxiang.grids.urls")),
    path("forces/", include("shaoxiang.forces.urls")),
    path("coordination/", include("shaoxiang.coordination.urls")),
    path("empowerment/", include("shaoxiang.empowerment.urls")),
    path("admission/", include("shaoxiang.admission.urls")),
    path("whistles/", include("shaoxiang.whistles.urls")),
    path("board/", include("shaoxiang.insight.urls")),
    path("mediation/", include("shaoxiang.mediation.urls")),
    path("hotline/", include("shaoxiang.hotline.urls")),
    path("topics/", include("shaoxiang.topics.urls")),
    path("learning/", include("shaoxiang.learning.urls")),
    path("open311/v2/", include("shaoxiang.open311.urls")),
    path("simulation/", include("shaoxiang.simulation.urls")),
    path("feedback/", include("shaoxiang.feedback.urls")),
    path("", include("shaoxiang.cases.urls")),
]

handler400 = "shaoxiang.kernel.web.views.bad_request"
handler403 = "shaoxiang.kernel.web.views.forbidden"
handler404 = "shaoxiang.kernel.web.views.not_found"
handler500 = "shaoxiang.kernel.web.views.server_error"
