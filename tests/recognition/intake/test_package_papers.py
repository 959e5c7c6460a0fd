"""The signed paper of a package beside coming and going: scanned later, taken away, replaced under the head's hand."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from portal.core.private_files import address
from recognition.domain import events, packages
from recognition.domain.errors import IllegalMove, Incomplete
from recognition.enums import NominationState, PackageState, ScanState
from recognition.intake import scanning
from recognition.models import Notice, Package
from recognition.private_files import PACKAGES
from tests.recognition.intake import clamd
from tests.recognition.intake.conftest import Organization, fetch, pdf_bytes, picture_bytes, upload
from tests.recognition.intake.test_evidence import closed_port, infected_pdf
from tests.recognition.intake.test_packages import filed, printed, signed, url

pytestmark = pytest.mark.django_db


@pytest.fixture
def away(settings) -> None:
    """A scanner that does not answer."""
    settings.CLAMD_URL = f"tcp://127.0.0.1:{closed_port()}"


def scan_again(settings) -> int:
    with clamd.running() as server:
        settings.CLAMD_URL = server.url
        return scanning.scan_waiting()


def brought(organization: Organization, data: bytes) -> Package:
    """Keep a paper as the edge does while the scanner is away."""
    package = signed(organization, data=data)
    Package.objects.filter(pk=package.pk).update(scan=ScanState.WAITING)
    package.refresh_from_db()
    return package


# Scanned later -------------------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("away")
def test_a_paper_that_came_while_the_scanner_was_away_is_scanned_later(organization, signed_in, settings):
    filed(organization)
    package = printed(organization)
    pages = [upload("1.jpg", picture_bytes()), upload("2.jpg", picture_bytes())]
    signed_in(organization.clerk).post(url("package_upload", package.public_id), {"files": pages})
    package.refresh_from_db()
    assert package.scan == ScanState.WAITING
    assert scanning.scan_waiting() == 0
    assert scan_again(settings) == 2  # the paper, and the evidence of the dossier that nobody scanned before
    assert scan_again(settings) == 0
    package.refresh_from_db()
    assert (package.scan, package.state, bool(package.file)) == (ScanState.CLEAN, PackageState.PAPERS, True)
    assert list(events.history(package))[-1].act == "scan"


@pytest.mark.parametrize(
    ("parts", "whole"),
    [
        (["clean", "clean"], ScanState.CLEAN),
        (["clean", "none"], ScanState.NONE),
        (["clean", "waiting"], ScanState.WAITING),
        (["none", "waiting"], ScanState.WAITING),
    ],
)
def test_a_file_made_of_several_is_as_safe_as_the_least_of_them(parts, whole):
    assert scanning.joined(parts) == whole
    assert scanning.joined(reversed(parts)) == whole


def test_an_infected_paper_goes_and_the_package_waits_for_another(
    organization, signed_in, settings, django_capture_on_commit_callbacks
):
    filed(organization)
    head = organization.head
    package = brought(organization, infected_pdf())
    storage, name = package.file.storage, package.file.name
    with django_capture_on_commit_callbacks(execute=True):
        scan_again(settings)
    package.refresh_from_db()
    assert (package.state, package.scan) == (PackageState.PAPERS, ScanState.INFECTED)
    assert (str(package.file.name), package.sha256, package.uploaded_by) == ("", "", None)
    assert not storage.exists(name)
    event = list(events.history(package))[-1]
    assert (event.act, event.payload.data["sha256"]) == ("scan", "a" * 64)
    assert "Thu-Virus-1" in event.payload.reason
    told = Notice.objects.filter(kind="paper_infected", subject_key=package.public_id)
    assert {notice.user for notice in told} == {organization.clerk, head}
    with pytest.raises(Incomplete):
        packages.move(package=package, name="confirm", actor=organization.head)
    page = signed_in(organization.head).get(url("package", package.public_id)).content.decode()
    assert "Bản ký có vi-rút nên đã bị gỡ" in page
    settings.CLAMD_URL = ""
    clerk = signed_in(organization.clerk)
    clerk.post(url("package_upload", package.public_id), {"files": [upload("lai.pdf", pdf_bytes())]})
    page = clerk.get(url("package", package.public_id)).content.decode()
    assert "Bản ký có vi-rút nên đã bị gỡ" not in page
    assert "lai.pdf" in page


def test_of_a_confirmed_package_the_infected_file_goes_and_the_record_stays(
    organization, signed_in, settings, django_capture_on_commit_callbacks
):
    filed(organization)
    package = brought(organization, infected_pdf())
    package = packages.move(package=package, name="confirm", actor=organization.head)
    desk, clerk = signed_in(organization.desk), signed_in(organization.clerk)
    assert fetch(desk, address(PACKAGES, package.public_id))[0] == 200
    with django_capture_on_commit_callbacks(execute=True):
        scan_again(settings)
    package.refresh_from_db()
    assert (package.state, package.scan, package.sha256) == (
        PackageState.CONFIRMED,
        ScanState.INFECTED,
        "a" * 64,
    )
    assert not package.file.storage.exists(package.file.name)
    for client in (desk, clerk):
        assert fetch(client, address(PACKAGES, package.public_id))[0] == 404
    page = desk.get(reverse("bo-ho-so:inspect", args=[package.pk])).content.decode()
    assert "có vi-rút nên đã bị gỡ" in page
    assert address(PACKAGES, package.public_id) not in page
    page = clerk.get(url("package", package.public_id)).content.decode()
    assert address(PACKAGES, package.public_id) not in page
    assert scan_again(settings) == 0


def test_a_verdict_on_a_paper_that_was_replaced_meanwhile_is_dropped(organization):
    filed(organization)
    former = brought(organization, b"%PDF-1.4 cu")
    packages.keep_paper(
        package=former,
        file=ContentFile(b"%PDF-1.4 moi"),
        name="moi.pdf",
        media_type="application/pdf",
        size=12,
        sha256="b" * 64,
        actor=organization.clerk,
        scan=ScanState.WAITING,
    )
    packages.record_scan(package=former, state=ScanState.INFECTED, found="Thu-Virus-1")
    kept = Package.objects.get()
    assert (kept.scan, kept.sha256, bool(kept.file)) == (ScanState.WAITING, "b" * 64, True)


def test_a_package_opened_again_says_nothing_of_its_former_paper(organization):
    filed(organization)
    package = brought(organization, b"%PDF-1.4 ky")
    package = packages.move(package=package, name="reopen", actor=organization.head)
    assert (package.scan, package.media_type) == (ScanState.NONE, "")


# What the head saw --------------------------------------------------------------------------------------------------


def seen_by(client, package: Package) -> str:
    """Return the mark that the page of a package holds beside the button of the head."""
    page = client.get(url("package", package.public_id)).content.decode()
    found = re.search(r'name="ban-ky" value="([^"]+)"', page)
    assert found is not None
    return unescape(found[1])


def test_the_head_confirms_only_the_paper_the_page_was_drawn_with(organization, signed_in):
    row = filed(organization)
    package = signed(organization)
    head, address_ = signed_in(organization.head), url("package_act", package.public_id, "confirm")
    seen = seen_by(head, package)
    package = packages.keep_paper(
        package=package,
        file=ContentFile(b"%PDF-1.4 khac"),
        name="khac.pdf",
        media_type="application/pdf",
        size=13,
        sha256="b" * 64,
        actor=organization.clerk,
    )
    for stale in ({"ban-ky": seen}, {}, {"ban-ky": "b" * 64}):
        page = head.post(address_, stale, follow=True).content.decode()
        assert "Bản ký vừa được thay sau khi trang mở ra" in unescape(page)
    package.refresh_from_db()
    row.refresh_from_db()
    assert (package.state, row.state) == (PackageState.PAPERS, NominationState.AWAITING_HEAD)
    head.post(address_, {"ban-ky": seen_by(head, package)})
    package.refresh_from_db()
    assert package.state == PackageState.CONFIRMED


def test_the_same_paper_brought_again_for_other_contents_is_looked_at_again(organization):
    filed(organization)
    package = signed(organization)
    seen = packages.mark_of_paper(package)
    package = packages.move(package=package, name="reopen", actor=organization.clerk)
    package = packages.move(package=package, name="finish", actor=organization.clerk)
    package = signed(organization, package)
    assert package.sha256 == seen.split()[0]
    with pytest.raises(IllegalMove, match="Bản ký vừa được thay"):
        packages.move(package=package, name="confirm", actor=organization.head, seen=seen)
