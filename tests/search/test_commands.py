"""``manage.py check_search`` and ``manage.py rebuild_search``, on both engines."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings as configured
from django.core.management import CommandError, call_command

from portal.core.outbox import Ref
from search import service
from search.documents import Query
from search.engines import engine
from search.engines.base import EngineBusy
from search.models import Entry
from tests.processes import database_url
from tests.search import crashing
from tests.search.conftest import BookSource, book
from tests.search.engines.conftest import each_engine, elasticsearch_url  # noqa: F401 - fixtures
from tests.search.library.models import Book

pytestmark = pytest.mark.django_db


def put(source: BookSource, *keys: str) -> None:
    for key in keys:
        source.books[key] = [book(key, title=f"Sách {key}")]
    assert service.refresh([Ref("library.book", key) for key in keys]) == {}


def check(*arguments: str) -> tuple[int, list[str]]:
    out = io.StringIO()
    try:
        call_command("check_search", *arguments, stdout=out)
    except SystemExit as ended:
        return int(ended.code or 0), out.getvalue().splitlines()
    return 0, out.getvalue().splitlines()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_check_says_which_rows_differ_and_repair_mends_them(source, each_engine):  # noqa: F811
    put(source, "a", "b", "c")
    assert check() == (
        0,
        ["3 mục đã lưu, 3 mục trong chỉ mục; thiếu 0, thừa 0, khác 0."],
    )
    one, two, three = Entry.objects.order_by("key")
    with engine().writing() as writer:
        writer.remove([one.pk])
    Entry.objects.filter(pk=two.pk).update(digest=two.digest ^ 1)
    Entry.objects.filter(pk=three.pk).delete()
    told = [
        "2 mục đã lưu, 2 mục trong chỉ mục; thiếu 1, thừa 1, khác 1.",
        f"Thiếu trong chỉ mục: {one.pk} book a (vi)",
        f"Khác trong chỉ mục: {two.pk} book b (vi)",
        f"Thừa trong chỉ mục: số {three.pk}",
    ]
    assert check() == (1, [*told, "Chạy lại với --repair để sửa."])
    assert check("--repair") == (0, [*told, "Đã sửa."])
    assert check()[0] == 0


def test_check_tells_ten_of_many_and_all_when_asked(source):
    put(source, *(str(number) for number in range(14)))
    with engine().writing() as writer:
        writer.remove(list(Entry.objects.values_list("pk", flat=True)))
    code, lines = check()
    assert code == 1
    assert len(lines) == 1 + 10 + 1 + 1
    assert "… và 4 mục nữa (-v 2 để xem hết)." in lines
    assert len(check("-v", "2")[1]) == 1 + 14 + 1


def test_check_of_a_damaged_index_says_so_and_repair_builds_it_anew(source, index_folder):
    put(source, "a")
    for path in index_folder.rglob("meta.json"):
        path.write_bytes(b"broken")
    code, lines = check()
    assert code == 1
    assert lines[0].startswith("Chỉ mục không đọc được: ")
    code, lines = check("--repair")
    assert (code, lines[-1]) == (0, "Đã sửa.")
    assert check()[0] == 0


def test_rebuild_draws_bars_on_a_terminal_and_says_its_rate(source, each_engine):  # noqa: F811
    put(source, "a", "b")
    out, terminal = io.StringIO(), Terminal()
    call_command("rebuild_search", "--sources", stdout=out, stderr=terminal)
    assert out.getvalue().startswith("Đã dựng lại 2 mục trong ")
    assert f"Đọc đối tượng [{'#' * 40}] 2/2\n" in terminal.getvalue()
    assert f"Lập chỉ mục [{'#' * 40}] 2/2\n" in terminal.getvalue()
    quiet = io.StringIO()
    call_command("rebuild_search", stdout=out, stderr=quiet)
    assert not quiet.getvalue()


def test_rebuild_names_what_could_not_be_read(source):
    put(source, "a")
    source.books["b"] = [None]
    out, errors = io.StringIO(), io.StringIO()
    call_command("rebuild_search", "--sources", stdout=out, stderr=errors)
    assert "1 đối tượng không đọc được, cổng sẽ tự thử lại." in errors.getvalue()
    assert "library.book b: AttributeError" in errors.getvalue()
    assert service.find(Query(text="sach")).total == 1


def test_a_rebuild_that_cannot_begin_is_an_error_in_words(source, monkeypatch):
    def busy(**_values: object) -> int:
        raise EngineBusy("another process is rebuilding")

    monkeypatch.setattr(service, "rebuild", busy)
    with pytest.raises(CommandError, match="Không dựng lại được chỉ mục: another process is rebuilding"):
        call_command("rebuild_search")


@pytest.mark.django_db(transaction=True)
def test_people_search_and_others_write_while_commands_rebuild_and_nothing_is_lost(tmp_path, each_engine):  # noqa: F811
    """The rebuilds run as the command in processes of their own, beside one that publishes without a pause."""
    with crashing.mother(tmp_path) as trial:
        Book.objects.create(slug="da-co", title="Đã có từ trước", year=2000)
        trial.heal()
        writer = trial.fork("churn", 3)
        rebuilding = trial.fork("rebuild", 4)
        searches, deadline = 0, time.monotonic() + 3
        while time.monotonic() < deadline:
            assert "Đã có từ trước" in titles("da co tu truoc") or not shown("da-co")
            searches += 1
        crashing.kill(rebuilding)
        crashing.kill(writer)
        assert crashing.gone(rebuilding, 10)
        assert crashing.gone(writer, 10)
        assert searches > 5
        trial.heal()
        crashing.verify("written during rebuilds")


def titles(text: str) -> list[str]:
    return [hit.plain_title for hit in service.find(Query(text=text)).hits]


def shown(slug: str) -> bool:
    """Whether the book is public still: who publishes without a pause may have lent it out."""
    return Book.objects.public().filter(slug=slug, title="Đã có từ trước").exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_runs_as_a_process_and_its_exit_status_says_whether_all_is_well(source, index_folder):
    put(source, "a")
    command = [sys.executable, "-m", "tests.search.run_command", str(index_folder)]
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(),
        "VAR_DIR": str(configured.VAR_DIR),
        "DJANGO_SETTINGS_MODULE": os.environ.get("DJANGO_SETTINGS_MODULE", "portal.settings.test"),
    }

    def run(*arguments: str) -> int:
        return subprocess.run(
            [*command, *arguments], cwd=configured.BASE_DIR, env=environment, check=False, capture_output=True
        ).returncode

    with engine().writing() as writer:
        writer.remove(list(Entry.objects.values_list("pk", flat=True)))
    assert run("check_search") == 1
    assert run("rebuild_search") == 0
    assert run("check_search") == 0
