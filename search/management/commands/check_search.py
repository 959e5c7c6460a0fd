"""``manage.py check_search [--repair]``: compares entries and index; status 1 when they differ and nothing was mended."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search import service
from search.engines.base import EngineError


class Command(BaseCommand):
    help = "So các mục tìm kiếm đã lưu với chỉ mục; --repair sửa chỗ khác nhau."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="sửa chỗ khác nhau, dựng lại chỉ mục nếu hỏng"
        )

    def handle(self, *args: Any, repair: bool = False, **options: Any) -> None:
        try:
            found = service.repair() if repair else service.check()
        except EngineError as error:
            raise CommandError(_("Bộ tìm kiếm không trả lời: %(reason)s") % {"reason": error}) from error
        if found.damage:
            self.stdout.write(_("Chỉ mục không đọc được: %(reason)s") % {"reason": found.damage})
        self.stdout.write(
            _(
                "%(entries)d mục đã lưu, %(indexed)d mục trong chỉ mục; thiếu %(missing)d, thừa %(extra)d, khác %(changed)d."
            )
            % {
                "entries": found.entries,
                "indexed": found.indexed,
                "missing": len(found.missing),
                "extra": len(found.extra),
                "changed": len(found.changed),
            }
        )
        if found.clean:
            return
        if not repair:
            self.stdout.write(_("Chạy lại với --repair để sửa."))
            sys.exit(1)
        self.stdout.write(_("Đã sửa."))
