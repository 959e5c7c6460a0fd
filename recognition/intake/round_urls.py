"""Addresses of rounds and lists in the intake."""

from __future__ import annotations

from django.urls import path

from portal.core.language_paths import localized
from recognition.intake.views import lists, packages, rounds

patterns = [
    path(localized("dot-xet/", "rounds/"), rounds.index, name="rounds"),
    path(localized("nhac-da-doc/", "reminder-read/"), rounds.put_aside, name="put_aside"),
    path(localized("dot-xet/<slug:round_id>/", "rounds/<slug:round_id>/"), rounds.show, name="round"),
    path(
        localized("dot-xet/<slug:round_id>/cap-co-so/", "rounds/<slug:round_id>/internal/"),
        rounds.internal,
        name="internal",
    ),
    path(
        localized("dot-xet/<slug:round_id>/phan-bo/", "rounds/<slug:round_id>/places/"),
        rounds.allot,
        name="allot",
    ),
    path(
        localized("dot-xet/<slug:round_id>/chon/", "rounds/<slug:round_id>/choose/"),
        rounds.choose,
        name="choose",
    ),
    path(
        localized("dot-xet/<slug:round_id>/viec/<slug:name>/", "rounds/<slug:round_id>/act/<slug:name>/"),
        rounds.act,
        name="round_act",
    ),
    path(
        localized(
            "dot-xet/<slug:round_id>/danh-sach/<slug:code>/", "rounds/<slug:round_id>/list/<slug:code>/"
        ),
        lists.start,
        name="start_list",
    ),
    path(
        localized("dot-xet/<slug:round_id>/bo-ho-so/", "rounds/<slug:round_id>/package/"),
        packages.start,
        name="start_package",
    ),
    path(localized("bo-ho-so/<slug:key>/", "packages/<slug:key>/"), packages.show, name="package"),
    path(
        localized("bo-ho-so/<slug:key>/ban-ky/", "packages/<slug:key>/signed/"),
        packages.upload,
        name="package_upload",
    ),
    path(
        localized("bo-ho-so/<slug:key>/viec/<slug:name>/", "packages/<slug:key>/act/<slug:name>/"),
        packages.act,
        name="package_act",
    ),
    path(
        localized("bo-ho-so/<slug:key>/giay-to/<str:name>", "packages/<slug:key>/papers/<str:name>"),
        packages.paper,
        name="package_paper",
    ),
    path(localized("danh-sach/mau.xlsx", "lists/template.xlsx"), lists.template, name="list_template"),
    path(localized("danh-sach/<slug:list_id>/", "lists/<slug:list_id>/"), lists.show, name="list"),
    path(
        localized("danh-sach/<slug:list_id>/them/", "lists/<slug:list_id>/add/"), lists.add, name="list_add"
    ),
    path(
        localized("danh-sach/<slug:list_id>/them-nhieu/", "lists/<slug:list_id>/add-many/"),
        lists.add_many,
        name="list_add_many",
    ),
    path(
        localized("danh-sach/<slug:list_id>/dong/<int:place>/", "lists/<slug:list_id>/line/<int:place>/"),
        lists.line,
        name="list_line",
    ),
    path(
        localized("danh-sach/<slug:list_id>/bo/", "lists/<slug:list_id>/remove/"),
        lists.remove,
        name="list_remove",
    ),
    path(
        localized("danh-sach/<slug:list_id>/thong-tin/", "lists/<slug:list_id>/facts/"),
        lists.describe,
        name="list_describe",
    ),
    path(
        localized("danh-sach/<slug:list_id>/lay/", "lists/<slug:list_id>/gather/"),
        lists.gather,
        name="list_gather",
    ),
    path(
        localized("danh-sach/<slug:list_id>/tai-ve/", "lists/<slug:list_id>/download/"),
        lists.export,
        name="list_export",
    ),
    path(
        localized("danh-sach/<slug:list_id>/viec/<slug:name>/", "lists/<slug:list_id>/act/<slug:name>/"),
        lists.act,
        name="list_act",
    ),
]
