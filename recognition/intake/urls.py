"""Addresses of the intake, below ``/de-nghi-khen-thuong/`` and ``/en/nominate/``."""

from __future__ import annotations

from django.urls import path

from portal.core.language_paths import localized
from recognition.intake import round_urls
from recognition.intake.views import (
    acts,
    clearance,
    copying,
    dashboard,
    declarations,
    dossier,
    evidence,
    notices,
    people,
    scores,
    sections,
    sign_in,
    start,
    start_many,
    suggestions,
    talk,
)

app_name = "intake"
urlpatterns = [
    *round_urls.patterns,
    path("", dashboard.show, name="home"),
    path(localized("thong-bao/", "notices/"), notices.index, name="notices"),
    path(localized("thong-bao/<slug:public_id>/", "notices/<slug:public_id>/"), notices.show, name="notice"),
    path(localized("khai-bao/", "declarations/"), declarations.show, name="declarations"),
    path(localized("xac-minh/", "clearance/"), clearance.index, name="clearance"),
    path(
        localized("xac-minh/<slug:key>/", "clearance/<slug:key>/"), clearance.show, name="clearance_request"
    ),
    path(
        localized("ho-so/<slug:public_id>/trao-doi/", "dossier/<slug:public_id>/talk/"),
        talk.write,
        name="talk",
    ),
    path(localized("goi-y/", "suggestions/"), suggestions.index, name="suggestions"),
    path(localized("goi-y/<slug:key>/", "suggestions/<slug:key>/"), suggestions.show, name="suggestion"),
    path(localized("nguoi-cua-don-vi/", "people/"), people.index, name="people"),
    path(
        localized("nguoi-cua-don-vi/<slug:key>/duong-dan/", "people/<slug:key>/link/"),
        people.invite,
        name="person_invite",
    ),
    path(localized("uy-quyen/", "delegation/"), people.delegate, name="delegate"),
    path(
        localized("uy-quyen/<slug:key>/ket-thuc/", "delegation/<slug:key>/end/"),
        people.end_delegation,
        name="delegation_end",
    ),
    path(localized("doi-mat-khau/", "password/"), sign_in.change_password, name="password"),
    path(localized("dang-nhap/", "sign-in/"), sign_in.sign_in, name="login"),
    path(localized("dang-nhap/vai/", "sign-in/role/"), sign_in.switch_role, name="switch_role"),
    path(localized("dang-xuat/", "sign-out/"), sign_in.sign_out, name="logout"),
    path(localized("lap-ho-so/<slug:round_id>/", "start/<slug:round_id>/"), start.start, name="start"),
    path(
        localized("lap-nhieu-ho-so/<slug:round_id>/", "start-many/<slug:round_id>/"),
        start_many.start_many,
        name="start_many",
    ),
    path(localized("mau-danh-sach.xlsx", "list-template.xlsx"), start_many.template, name="names_template"),
    path(
        localized("ho-so/<slug:public_id>/chep/", "dossier/<slug:public_id>/copy/"), copying.copy, name="copy"
    ),
    path(localized("ho-so/<slug:public_id>/", "dossier/<slug:public_id>/"), dossier.show, name="dossier"),
    path(
        localized("ho-so/<slug:public_id>/muc/<slug:code>/", "dossier/<slug:public_id>/section/<slug:code>/"),
        sections.edit,
        name="section",
    ),
    path(
        localized(
            "ho-so/<slug:public_id>/muc/<slug:code>/luu/",
            "dossier/<slug:public_id>/section/<slug:code>/save/",
        ),
        sections.autosave,
        name="autosave",
    ),
    path(
        localized("ho-so/<slug:public_id>/minh-chung/", "dossier/<slug:public_id>/evidence/"),
        evidence.edit,
        name="evidence",
    ),
    path(
        localized(
            "ho-so/<slug:public_id>/minh-chung/<slug:key>/", "dossier/<slug:public_id>/evidence/<slug:key>/"
        ),
        evidence.preview,
        name="preview",
    ),
    path(
        localized(
            "minh-chung/<slug:key>/trang-<int:number>.jpg", "evidence/<slug:key>/page-<int:number>.jpg"
        ),
        evidence.picture,
        name="evidence_picture",
    ),
    path(
        localized("ho-so/<slug:public_id>/dieu-kien/", "dossier/<slug:public_id>/criteria/"),
        scores.edit,
        name="criteria",
    ),
    path(
        localized("ho-so/<slug:public_id>/xem-lai/", "dossier/<slug:public_id>/review/"),
        dossier.review,
        name="review",
    ),
    path(
        localized("ho-so/<slug:public_id>/bien-nhan/", "dossier/<slug:public_id>/receipt/"),
        dossier.receipt,
        name="receipt",
    ),
    path(
        localized("ho-so/<slug:public_id>/lich-su/", "dossier/<slug:public_id>/history/"),
        dossier.show_history,
        name="history",
    ),
    path(
        localized("ho-so/<slug:public_id>/viec/<slug:name>/", "dossier/<slug:public_id>/act/<slug:name>/"),
        acts.act,
        name="act",
    ),
]
