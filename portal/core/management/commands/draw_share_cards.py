"""Compare all share cards with what is public: draw what is missing, remove what is stale or nobody's."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from portal.core.share_cards import keeping


class Command(BaseCommand):
    help = "Vẽ các thẻ chia sẻ còn thiếu, bỏ thẻ đã cũ hoặc không còn của ai; chạy lại thì bỏ qua thẻ đã có."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--only-clean", action="store_true", help="Chỉ bỏ thẻ cũ, không vẽ.")

    def handle(self, *_args: Any, **options: Any) -> None:
        loud = options["verbosity"] > 0
        began = last = time.monotonic()

        def progress(name: str, done: int, of: int) -> None:
            nonlocal last
            if loud and (time.monotonic() - last > 2 or done == of):
                last = time.monotonic()
                self.stdout.write(f"{name}: {done}/{of}")

        report = keeping.run_over_all(draw=not options["only_clean"], progress=progress)
        if loud:
            seconds = time.monotonic() - began
            mean = report.size / report.there / 1024 if report.there else 0
            self.stdout.write(
                f"Đã vẽ {report.drawn}, bỏ {report.removed}, không vẽ được {report.failed} trong {seconds:.1f} giây; "
                f"hiện có {report.there} thẻ, {report.size / 1024 / 1024:.1f} MB, trung bình {mean:.1f} KB."
            )
        if report.failed:
            raise CommandError("Có thẻ không vẽ được: xem nhật ký.")
