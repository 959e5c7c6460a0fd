"""``manage.py check_search [--repair]``: compares entries and index; status 1 when they differ and nothing was mended."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import gettext as _

from search import service
from search.documents import Difference
from search.engines.base import EngineError
from search.models import Entry

TOLD = 10  # rows of each difference; -v 2 tells all
CHUNK = 500


class Command(BaseCommand):
    help = "So các mục tìm kiếm đã lưu với chỉ mục; --repair sửa chỗ khác nhau."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--repair", action="store_true", help="sửa chỗ khác nhau, dựng lại chỉ mục nếu hỏng"
        )

    def handle(self, *args: Any, repair: bool = False, verbosity: int = 1, **options: Any) -> None:
        try:
            found = service.repair() if repair else service.check()
        except EngineError as error:
            raise CommandError(_("Bộ tìm kiếm không trả lời: %(reason)s") % {"reason": error}) from error
        self._tell(found, None if verbosity > 1 else TOLD)
        if found.clean:
            return
        if not repair:
            self.stdout.write(_("Chạy lại với --repair để sửa."))
            sys.exit(1)
        self._confirm()

    def _tell(self, found: Difference, most: int | None) -> None:
        if found.damage:
            self.stdout.write(_("Chỉ mục không đọc được: %(reason)s") % {"reason": found.damage})
            return
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
        for sentence, numbers in (
            (_("Thiếu trong chỉ mục: %(entry)s"), found.missing),
            (_("Khác trong chỉ mục: %(entry)s"), found.changed),
        ):
            for name in _named(numbers[:most]):
                self.stdout.write(sentence % {"entry": name})
        for number in found.extra[:most]:
            self.stdout.write(_("Thừa trong chỉ mục: số %(number)d") % {"number": number})
        untold = sum(len(numbers[most:]) for numbers in (found.missing, found.changed, found.extra) if most)
        if untold:
            self.stdout.write(_("… và %(count)d mục nữa (-v 2 để xem hết).") % {"count": untold})

    def _confirm(self) -> None:
        """Looks again: what cannot be mended must not be called mended."""
        left = service.check()
        if not left.clean:
            raise CommandError(_("Vẫn còn khác sau khi sửa; hãy xem nhật ký của cổng."))
        self.stdout.write(_("Đã sửa."))


def _named(numbers: Sequence[int]) -> Iterator[str]:
    """The rows by number and by what they are; no title, for the output may end in a log."""
    for start in range(0, len(numbers), CHUNK):
        chosen = numbers[start : start + CHUNK]
        rows = {
            pk: f"{pk} {kind} {key} ({language})"
            for pk, kind, key, language in Entry.objects.filter(pk__in=chosen).values_list(
                "pk", "kind", "key", "language"
            )
        }
        yield from (rows.get(number, str(number)) for number in chosen)
