"""How the portal's own server is started."""

from __future__ import annotations

from urllib.parse import urlencode

from gunicorn.config import Config

from portal.core.management.commands.serve import gunicorn
from search.addresses import LONGEST_SHOWN
from search.finding import MOST_CHOSEN


def test_the_server_takes_the_longest_addresses_that_the_search_links_to():
    called = gunicorn(bind="127.0.0.1:8000", workers=2, threads=4)
    taken = Config().parser().parse_args(called[1:])
    units = ["benh-vien-da-khoa-khu-vuc-song-dao-va-trung-tam-y-te-hoa-an"] * MOST_CHOSEN
    campaigns = ["cai-cach-thu-tuc-nang-cao-su-hai-long-cua-nguoi-benh-nam-2026"] * MOST_CHOSEN
    values = urlencode({"q": "ễ" * LONGEST_SHOWN, "unit": units, "campaign": campaigns}, doseq=True)
    assert len(f"GET /tim-kiem/?{values} HTTP/1.1") < taken.limit_request_line
