"""``manage.py rebuild_search``: a new index beside the live one; the site keeps answering."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search import service
from search.engines.base import EngineError


class Command(BaseCommand):
    help = "Dựng lại chỉ mục tìm kiếm từ các mục đã lưu; --sources đọc lại mọi đối tượng công khai trước."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sources", action="store_true", help="đọc lại từ đầu mọi đối tượng công khai")

    def handle(self, *args: Any, sources: bool = False, **options: Any) -> None:
        start = time.monotonic()
        try:
            number = service.rebuild(sources=sources, progress=self._progress)
        except EngineError as error:
            raise CommandError(_("Không dựng lại được chỉ mục: %(reason)s") % {"reason": error}) from error
        seconds = max(time.monotonic() - start, 0.001)
        self.stdout.write(
            _("Đã dựng lại %(number)d mục trong %(seconds).1f giây (%(rate)d mục mỗi giây).")
            % {"number": number, "seconds": seconds, "rate": number / seconds}
        )

    def _progress(self, done: int, total: int) -> None:
        if not self.stderr.isatty():
            return
        width = 40
        filled = width * done // total if total else width
        self.stderr.write(f"\r[{'#' * filled}{'.' * (width - filled)}] {done}/{total}", ending="")
        if done >= total:
            self.stderr.write("")
