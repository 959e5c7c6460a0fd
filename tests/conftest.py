"""Fixtures and rules of the whole suite."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
CHROMIUM_FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
NO_CHROMIUM = "no Chromium on this machine: install it (Debian, Ubuntu: apt-get install chromium)"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--strict-no-skips", action="store_true", help="Fail when any test was skipped.")
    parser.addoption("--slow", action="store_true", help="Run the long trials too (make soak).")
    parser.addoption(
        "--with-database",
        action="store_true",
        help="Leave out the tests that are not given the database, or are marked any_database: another engine of it"
        " changes nothing for them.",
    )
    parser.addoption("--rounds", type=int, default=1000, help="How many races the long trials run.")
    parser.addoption("--kills", type=int, default=200, help="How many processes the long trials kill.")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log):
    from tests.process_scheduling import FileByFile

    return FileByFile(config, log)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out (deselected, not skipped) the long trials unless they are asked for, and what needs no database where
    only the database is on trial.
    """
    left_out = [
        item
        for item in items
        if (item.get_closest_marker("slow") and not config.getoption("--slow"))
        or (config.getoption("--with-database") and not depends_on_database(item))
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        gone = set(left_out)
        items[:] = [item for item in items if item not in gone]


def depends_on_database(item: pytest.Item) -> bool:
    """Whether pytest-django lets a test reach the database (it refuses every other one) and its engine may matter."""
    from django.test import TransactionTestCase

    if item.get_closest_marker("any_database"):
        return False
    of_django = isinstance(item, pytest.Function) and issubclass(item.cls or object, TransactionTestCase)
    names = getattr(item, "fixturenames", ())
    marked = item.get_closest_marker("django_db") is not None
    return of_django or marked or "db" in names or "transactional_db" in names


def pytest_sessionstart() -> None:
    """Compile the catalogues, which are not kept in the repository; what was read of them before is forgotten."""
    from django.utils.translation.reloader import translation_file_changed

    from portal.core.catalogues import compile_catalogues

    for catalogue in compile_catalogues():
        translation_file_changed(None, catalogue.with_suffix(".mo"))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    if not session.config.getoption("--strict-no-skips"):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped") and exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, exitstatus: int, config: pytest.Config) -> None:
    if config.getoption("--strict-no-skips") and terminalreporter.stats.get("skipped"):
        terminalreporter.write_line("Tests were skipped, and --strict-no-skips allows none.", red=True)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The SQLite file lies in the temporary place of this process and goes with it; PostgreSQL drops its database."""
    from django.db import connection

    return connection.vendor == "sqlite"


@pytest.fixture(scope="session")
def django_db_createdb() -> bool:
    """``--create-db`` is answered by ``django_db_modify_db_settings``."""
    return False


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, django_db_modify_db_settings_parallel_suffix, django_db_blocker
) -> None:
    """Begin with a migrated file on SQLite (see ``ready_database``)."""
    from django.db import connection

    from tests import ready_database

    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            ready_database.copy_to(
                Path(connection.settings_dict["TEST"]["NAME"]), anew=request.config.getvalue("create_db")
            )


@pytest.fixture(autouse=True)
def _vietnamese() -> None:
    """The test client leaves the language of the last request switched on; the next test begins in Vietnamese."""
    from django.conf import settings
    from django.utils import translation

    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def _clean_cache() -> Iterator[None]:
    """Rate limits, cached fragments and what is remembered of one test must not reach the next."""
    yield
    from django.core.cache import cache

    from portal.core import remembered

    cache.clear()
    remembered.forget()


@pytest.fixture
def media_root(settings, tmp_path: Path) -> Path:
    """An empty MEDIA_ROOT of this test alone."""
    for child in ("public", "private"):
        (tmp_path / "media" / child).mkdir(parents=True)
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "media" / "public"), "base_url": settings.MEDIA_URL},
        },
    }
    return settings.MEDIA_ROOT


@pytest.fixture(scope="session")
def browser():
    """A headless Chromium for the whole session; without one the test is skipped, or fails where CI=true."""
    executable = next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)
    if executable is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_CHROMIUM)
        pytest.skip(NO_CHROMIUM)
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread, and Django takes that for asynchronous code.
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    try:
        with sync_playwright() as playwright:
            chromium = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_FLAGS))
            yield chromium
            chromium.close()
    finally:
        if before is None:
            del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
        else:
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


@pytest.fixture
def page(browser, live_server):
    """A fresh page in Vietnamese whose relative addresses are those of the live server."""
    context = browser.new_context(
        base_url=live_server.url,
        locale="vi-VN",
        timezone_id="Asia/Ho_Chi_Minh",
        viewport={"width": 1280, "height": 900},
    )
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()
