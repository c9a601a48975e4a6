# SPDX-License-Identifier: Apache-2.0
"""Takes webhooks and answers 200 when PostgreSQL has committed their row. Run as a program, it makes the table."""
import json
import os

import django
from django.conf import settings

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATA_UPLOAD_MAX_MEMORY_SIZE=16 * 1024 * 1024,
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": os.environ["PGHOST"],
            "PORT": os.environ["PGPORT"],
            "USER": os.environ["PGUSER"],
            "PASSWORD": os.environ["PGPASSWORD"],
            "NAME": os.environ["PGDATABASE"],
            # Connections stay open, one for each thread.
            "CONN_MAX_AGE": None,
        }
    },
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, models  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.urls import path  # noqa: E402
from django.views.decorators.http import require_POST  # noqa: E402


class Message(models.Model):
    instance = models.TextField()
    message_id = models.TextField()
    remote_jid = models.TextField(null=True)
    text = models.TextField(null=True)
    from_me = models.BooleanField(null=True)
    raw = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        app_label = "webhooks"
        db_table = "django_messages"
        unique_together = [("instance", "message_id")]
        indexes = [
            models.Index(fields=["instance", "-created_at"], name="by_instance"),
            models.Index(fields=["remote_jid", "-created_at"], name="by_chat"),
        ]


@require_POST
def evolution(request):
    body = json.loads(request.body)
    data = body["data"]
    Message.objects.create(
        instance=body["instance"],
        message_id=data["key"]["id"],
        remote_jid=data["key"]["remoteJid"],
        text=data.get("message", {}).get("conversation"),
        from_me=data["key"]["fromMe"],
        raw=data,
    )
    return HttpResponse(status=200)


urlpatterns = [path("webhooks/evolution", evolution)]
application = get_wsgi_application()

if __name__ == "__main__":
    with connection.schema_editor() as editor:
        editor.create_model(Message)
