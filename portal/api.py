"""The public JSON API: mounts each app's router. No page of documentation here; the schema is at ``openapi.json``."""

from __future__ import annotations

from django.apps import apps
from ninja import NinjaAPI
from ninja.renderers import JSONRenderer

from campaigns.api import router as campaigns_router
from recognition.api import router as recognition_router


class ReadableRenderer(JSONRenderer):
    """Vietnamese as people read it, half as long as escapes."""

    json_dumps_params = {"ensure_ascii": False}


api = NinjaAPI(
    title="Tôn vinh", version="1.0.0", docs_url=None, urls_namespace="api-1", renderer=ReadableRenderer()
)
api.add_router("", recognition_router)
api.add_router("", campaigns_router)
if apps.is_installed("search"):
    from search.api import router as search_router

    api.add_router("", search_router)
