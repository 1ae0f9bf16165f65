"""The WSGI entry point."""

import os

from django.core.wsgi import get_wsgi_application

from shaoxiang.config import supervisor

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shaoxiang.config.settings")
if supervisor.ENDS_WITH_PARENT in os.environ:
    supervisor.end_with_parent()
application = get_wsgi_application()
