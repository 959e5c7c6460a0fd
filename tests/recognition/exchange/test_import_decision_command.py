"""The command: exit status, report, and publication as an act of the server's operator."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from recognition.domain import events
from recognition.enums import AuthorityCheck, DecisionState, PublicationState
from recognition.models import Conferral, Decision, Honoree
from tests.recognition.exchange.conftest import ANH, HAI, HEADER, NUMBER, workbook


def run(path, *extra: str, issuer: str = "Giám đốc Sở Y tế", number: str = NUMBER) -> tuple[int, str]:
    """Return exit status and output."""
    output = StringIO()
    arguments = [str(path), "--number", number, "--date", "2025-02-20", "--issuer", issuer, *extra]
    try:
        call_command("import_decision", *arguments, stdout=output, stderr=output)
    except SystemExit as stop:
        return stop.code, output.getvalue()
    except CommandError as error:
        return error.returncode, str(error)
    return 0, output.getvalue()


@pytest.fixture
def listed(tmp_path):
    def write(*rows, name: str = "ds.xlsx"):
        path = tmp_path / name
        path.write_bytes(workbook(*rows))
        return path

    return write


def test_status_0_when_no_row_is_refused_and_twice_the_same(province, listed, tmp_path):
    path = listed(HEADER, HAI, ANH)
    report = tmp_path / "bao-cao" / "report.json"

    assert run(path, "--report", str(report))[0] == 0
    first = json.loads(report.read_text())
    assert run(path, "--report", str(report))[0] == 0
    second = json.loads(report.read_text())

    decision = Decision.objects.get()
    assert first["decision"] == {
        "number": NUMBER,
        "date": "2025-02-20",
        "issuer": "Giám đốc Sở Y tế",
        "public_id": decision.public_id,
    }
    assert (first["dry_run"], first["published"]) == (False, 0)
    assert first["counts"] == {"accepted": 2, "matched": 0, "refused": 0, "new": 2, "none": 0, "held": 0}
    assert second["counts"] == {"accepted": 2, "matched": 0, "refused": 0, "new": 0, "none": 2, "held": 0}
    hai = Conferral.objects.get(name_then="Nguyễn Văn Hai")
    assert first["rows"][0] == {
        "sheet": "Danh sách",
        "row": 2,
        "outcome": "accepted",
        "change": "new",
        "reason": "",
        "column": "",
        "text": "",
        "name": "Nguyễn Văn Hai",
        "kind": "individual",
        "unit": "Bệnh viện Đa khoa Lam Giang",
        "award": "T-LDTT",
        "honoree": hai.honoree.public_id,
        "conferral": hai.public_id,
        "held": False,
        "proposals": [],
        "notes": [],
    }


def test_status_1_when_a_row_is_refused_and_the_rest_is_taken(province, listed):
    status, output = run(listed(HEADER, HAI, (2, None, "Y sĩ", "Sở Y tế", "LĐTT")))

    assert status == 1
    assert "Từ chối, trang “Danh sách”, ô B3 (–): Thiếu họ và tên hoặc tên tập thể. [name_missing]" in output
    assert Conferral.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "says"),
    [(b"a;b", "CSV"), (b"", "rỗng"), (workbook(("a", "b")), "dòng tiêu đề"), (None, "Không tìm thấy")],
)
def test_status_2_when_the_file_cannot_be_read_and_why(province, tmp_path, content, says):
    path = tmp_path / "ds.xlsx"
    if content is not None:
        path.write_bytes(content)
    report = tmp_path / "report.json"
    status, output = run(path, "--report", str(report))

    assert status == 2
    assert says in output
    assert json.loads(report.read_text())["error"]["text"] == output
    assert Decision.objects.count() == 0


def test_status_2_for_an_unknown_issuer_award_or_blank_number(province, listed):
    path = listed(HEADER, HAI)

    assert run(path, issuer="Giám đốc Sở Xây dựng")[0] == 2
    assert "Giám đốc Sở Y tế [GDSYT-T]" in run(path, issuer="Giám đốc Sở Xây dựng")[1]
    assert run(path, "--award", "KHONG")[0] == 2
    assert run(path, number="Số: /QĐ-SYT")[0] == 2
    assert run(path, issuer="gđ syt")[0] == 0


def test_a_dry_run_writes_nothing(province, listed):
    status, output = run(listed(HEADER, HAI), "--dry-run")

    assert (status, Decision.objects.count(), Honoree.objects.count()) == (0, 0, 0)
    assert "Chạy thử" in output


def test_without_publish_the_decision_waits_for_its_second_person(province, listed):
    run(listed(HEADER, HAI))

    assert Decision.objects.get().state == DecisionState.ENTERED
    assert not Conferral.objects.public().exists()


def test_publish_verifies_releases_and_publishes_as_the_operator(province, listed):
    path = listed(
        HEADER,
        (1, "Nguyễn Văn Hai", "", "Sở Y tế", "Bằng khen của Chủ tịch UBND tỉnh"),
        (2, *ANH[1:4], "LĐTT"),
    )
    status, output = run(path, "--publish", issuer="Chủ tịch UBND tỉnh", number="9/QĐ-UBND")

    assert status == 0, output
    assert "Đã công bố 2 lần khen thưởng." in output
    decision = Decision.objects.get()
    assert (decision.state, decision.verified_by) == (DecisionState.VERIFIED, None)
    acts = [(event.act, event.role, event.actor) for event in events.history(decision)]
    assert ("verify", "operator", None) in acts
    for conferral in Conferral.objects.all():
        assert (conferral.state, conferral.authority) == (PublicationState.PUBLISHED, AuthorityCheck.RELEASED)
        released = next(event for event in events.history(conferral) if event.act == "release")
        assert (released.role, released.actor) == ("operator", None)
        assert "9/QĐ-UBND" in released.payload.reason
    assert Honoree.objects.public().count() == 2
    before = [event.pk for event in events.history(decision)]
    assert run(path, "--publish", issuer="Chủ tịch UBND tỉnh", number="9/QĐ-UBND")[0] == 0
    assert [event.pk for event in events.history(decision)] == before
