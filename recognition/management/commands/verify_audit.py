"""Check the chains of events and their anchors, and say which event was altered or removed."""

from __future__ import annotations

from pathlib import Path
from time import perf_counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from recognition.domain import anchors


class Command(BaseCommand):
    help = "Kiểm tra chuỗi sự kiện của mọi hồ sơ, quyết định, lần khen thưởng và các điểm neo."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--anchor", action="store_true", help="Neo ngay mọi chuỗi sau khi kiểm tra.")

    def handle(self, *_args: Any, **options: Any) -> None:
        path: Path | None = settings.AUDIT_ANCHOR_FILE
        started = perf_counter()
        checked = anchors.verify(path=path)
        seconds = perf_counter() - started
        for fault in checked.faults:
            self.stdout.write(str(fault))
        if checked.number:
            raise CommandError(f"{checked.number} chỗ sai trong {checked.chains} chuỗi.")
        rate = round(checked.events / max(seconds, 0.001))
        self.stdout.write(
            f"{checked.chains} chuỗi, {checked.events} việc, {checked.anchors} điểm neo, không chỗ nào sai; "
            f"{checked.erased} việc đã xóa nội dung theo quy định. {seconds:.1f} s, {rate} việc mỗi giây."
        )
        if options["anchor"]:
            made = anchors.anchor(path=path)
            self.stdout.write(f"Điểm neo {made.sequence}: {made.digest}")
