# SPDX-License-Identifier: Apache-2.0
"""Takes webhooks and answers 200 when Redis has a Celery task for them."""
import json
import os

from celery import Celery
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

settings.configure(
    DEBUG=False,
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    DATA_UPLOAD_MAX_MEMORY_SIZE=16 * 1024 * 1024,
)

celery = Celery("webhooks", broker=f"redis://127.0.0.1:{os.environ['REDIS_PORT']}/0")
celery.conf.update(
    task_ignore_result=True,
    task_serializer="json",
    # A connection for each thread of the process.
    broker_pool_limit=8,
)


@celery.task(name="webhook")
def webhook(body):
    """What a worker would do; none runs in the bench, as nothing reads the topic of the others."""


@require_POST
def evolution(request):
    webhook.delay(json.loads(request.body))
    return HttpResponse(status=200)


urlpatterns = [path("webhooks/evolution", evolution)]
application = get_wsgi_application()
