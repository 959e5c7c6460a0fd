"""Rules of configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from search.engines import ENGINES


@register(Tags.compatibility)
def engine_is_known(**_options: Any) -> list[CheckMessage]:
    """``SEARCH_ENGINE`` names an engine that is there."""
    if settings.SEARCH_ENGINE in ENGINES:
        return []
    return [
        Error(
            f"SEARCH_ENGINE là {settings.SEARCH_ENGINE!r}, không có bộ tìm kiếm nào tên như vậy.",
            hint=f"Chọn một trong: {', '.join(ENGINES)}.",
            id="search.E001",
        )
    ]


@register(Tags.compatibility)
def index_folder_is_private(**_options: Any) -> list[CheckMessage]:
    """The index must never lie where files are served to the public."""
    folder = Path(settings.SEARCH_INDEX_DIR).resolve()
    for name in ("MEDIA_ROOT", "STATIC_ROOT"):
        served = getattr(settings, name, None)
        if served and folder.is_relative_to(Path(served).resolve()):
            return [
                Error(
                    f"SEARCH_INDEX_DIR nằm trong {name}: chỉ mục tìm kiếm sẽ bị tải về được.",
                    hint="Đặt VAR_DIR ở ngoài các thư mục được phục vụ công khai.",
                    id="search.E002",
                )
            ]
    return []
