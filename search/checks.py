"""Rules of configuration."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004 - Django's own name

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


_PREFIX = re.compile(r"[a-z0-9][a-z0-9_-]{0,79}")
_LOCAL = ("127.0.0.1", "::1", "localhost")


@register(Tags.compatibility)
def elasticsearch_can_be_asked(**_options: Any) -> list[CheckMessage]:
    """The settings ``ELASTICSEARCH_*`` name a cluster and a way in; nothing is asked of it here."""
    if settings.SEARCH_ENGINE != "elasticsearch":
        return []
    found = [*_wrong_addresses(), *_wrong_identity()]
    if not _PREFIX.fullmatch(settings.ELASTICSEARCH_PREFIX):
        found.append(
            Error(
                f"ELASTICSEARCH_PREFIX là {settings.ELASTICSEARCH_PREFIX!r}: không làm tên chỉ mục được.",
                hint="Chỉ dùng chữ thường a-z, chữ số, dấu - và _, bắt đầu bằng chữ hoặc số, dài nhất 80.",
                id="search.E005",
            )
        )
    if not 0 < settings.ELASTICSEARCH_TIMEOUT <= 60:
        found.append(
            Error(
                f"ELASTICSEARCH_TIMEOUT là {settings.ELASTICSEARCH_TIMEOUT}: phải từ 1 đến 60 giây.",
                hint="Người tìm chờ lâu nhất chừng ấy rồi mới được báo; 3 là vừa.",
                id="search.E006",
            )
        )
    if settings.ELASTICSEARCH_SHARDS < 1 or settings.ELASTICSEARCH_REPLICAS < 0:
        found.append(
            Error(
                "ELASTICSEARCH_SHARDS phải từ 1, ELASTICSEARCH_REPLICAS phải từ 0.",
                hint="Một mảnh (shard) và một bản sao (replica) hợp với hầu hết các cổng.",
                id="search.E009",
            )
        )
    return found


def _addresses() -> list[tuple[str, SplitResult | None]]:
    """Each part of ELASTICSEARCH_URL, read; None where it cannot be."""
    found: list[tuple[str, SplitResult | None]] = []
    for part in settings.ELASTICSEARCH_URL.split(","):
        text = part.strip()
        if not text:
            continue
        try:
            address = urlsplit(text)
            _port = address.port  # refuses what is no number
        except ValueError:
            found.append((text, None))
        else:
            found.append((text, address))
    return found


def _wrong_addresses() -> list[CheckMessage]:
    addresses = _addresses()
    if not addresses:
        return [
            Error(
                "SEARCH_ENGINE=elasticsearch nhưng ELASTICSEARCH_URL để trống.",
                hint="Ghi địa chỉ các nút, cách nhau bằng dấu phẩy: https://es1.example.vn:9200",
                id="search.E003",
            )
        ]
    found: list[CheckMessage] = []
    for number, (_text, address) in enumerate(addresses, 1):
        readable = address is not None and address.scheme in ("http", "https") and address.hostname
        if not readable or address is None or address.query or address.fragment:
            # Not shown: it may hold a password.
            wrong = f"ELASTICSEARCH_URL: địa chỉ thứ {number} không đọc được."
            hint = "Mỗi địa chỉ có dạng https://es1.example.vn:9200"
            found.append(Error(wrong, hint=hint, id="search.E003"))
        elif address.username or address.password:
            wrong = f"ELASTICSEARCH_URL: địa chỉ thứ {number} chứa tên hoặc mật khẩu, sẽ lọt vào nhật ký."
            hint = "Ghi vào ELASTICSEARCH_USERNAME và ELASTICSEARCH_PASSWORD, hoặc ELASTICSEARCH_API_KEY."
            found.append(Error(wrong, hint=hint, id="search.E004"))
    schemes = {address.scheme for _text, address in addresses if address is not None}
    if len(schemes) > 1:
        wrong = "ELASTICSEARCH_URL lẫn lộn http và https."
        found.append(Error(wrong, hint="Dùng https cho mọi nút.", id="search.E003"))
    return found


def _wrong_identity() -> list[CheckMessage]:
    found: list[CheckMessage] = []
    key, name = settings.ELASTICSEARCH_API_KEY, settings.ELASTICSEARCH_USERNAME
    if (key and name) or bool(name) != bool(settings.ELASTICSEARCH_PASSWORD):
        found.append(
            Error(
                "Phải có hoặc ELASTICSEARCH_API_KEY, hoặc cả ELASTICSEARCH_USERNAME và ELASTICSEARCH_PASSWORD.",
                hint="Để trống cả ba nếu máy tìm kiếm không hỏi danh tính.",
                id="search.E007",
            )
        )
    authority = settings.ELASTICSEARCH_CA_CERTS
    if authority and not Path(authority).is_file():
        found.append(
            Error(
                f"ELASTICSEARCH_CA_CERTS: không có tệp {authority}.",
                hint="Ghi đường dẫn tệp chứng thư (PEM) của cơ quan chứng thực mà máy tìm kiếm dùng.",
                id="search.E008",
            )
        )
    if not settings.ELASTICSEARCH_VERIFY:
        found.append(
            Warning(
                "ELASTICSEARCH_VERIFY=false: ai cũng giả làm máy tìm kiếm được.",
                hint="Ghi tệp chứng thư vào ELASTICSEARCH_CA_CERTS thay vì tắt kiểm tra.",
                id="search.W001",
            )
        )
    plain = [
        address
        for _text, address in _addresses()
        if address is not None and address.scheme == "http" and address.hostname not in _LOCAL
    ]
    if (key or name) and plain:
        found.append(
            Warning(
                "Danh tính với máy tìm kiếm đi qua mạng không mã hóa (ELASTICSEARCH_URL là http).",
                hint="Dùng https.",
                id="search.W002",
            )
        )
    return found
