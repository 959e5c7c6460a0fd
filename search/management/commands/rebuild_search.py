"""``manage.py rebuild_search [--sources]``: a new index beside the live one; the site keeps answering."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from portal.core.outbox import Ref
from search import service
from search.engines.base import EngineError, Progress

WIDTH = 40
TOLD = 10  # objects that could not be read
EVERY = 0.1  # seconds between two drawings of the bar
LOG_EVERY = 10.0  # where nobody looks: seconds between two lines


class Command(BaseCommand):
    help = "Dựng lại chỉ mục tìm kiếm từ các mục đã lưu; --sources đọc lại mọi đối tượng công khai trước."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--sources", action="store_true", help="đọc lại từ đầu mọi đối tượng công khai")

    def handle(self, *args: Any, sources: bool = False, verbosity: int = 1, **options: Any) -> None:
        start = time.monotonic()
        failed: dict[Ref, str] = {}
        quiet = verbosity == 0
        try:
            number = service.rebuild(
                sources=sources,
                progress=None if quiet else self._bar(_("Lập chỉ mục")),
                reading=None if quiet else self._bar(_("Đọc đối tượng")),
                failed=failed,
            )
        except EngineError as error:
            raise CommandError(_("Không dựng lại được chỉ mục: %(reason)s") % {"reason": error}) from error
        seconds = max(time.monotonic() - start, 0.001)
        self.stdout.write(
            _("Đã dựng lại %(number)d mục trong %(seconds).1f giây (%(rate)d mục mỗi giây).")
            % {"number": number, "seconds": seconds, "rate": number / seconds}
        )
        if failed:
            self.stderr.write(
                _("%(count)d đối tượng không đọc được, cổng sẽ tự thử lại.") % {"count": len(failed)}
            )
        for ref, reason in list(failed.items())[:TOLD]:
            self.stderr.write(f"{ref.kind} {ref.key}: {reason}")

    def _bar(self, label: str) -> Progress:
        """Draws a bar on a terminal; elsewhere says a line now and then."""
        terminal = self.stderr.isatty()
        drawn = time.monotonic()

        def draw(done: int, total: int) -> None:
            nonlocal drawn
            ended = done >= total
            if not ended and time.monotonic() - drawn < (EVERY if terminal else LOG_EVERY):
                return
            drawn = time.monotonic()
            if terminal:
                filled = WIDTH * done // total if total else WIDTH
                bar = f"[{'#' * filled}{'.' * (WIDTH - filled)}]"
                self.stderr.write(f"\r{label} {bar} {done}/{total}", ending="\n" if ended else "")
                self.stderr.flush()
            elif not ended:
                self.stderr.write(f"{label}: {done}/{total}")

        return draw
