"""``manage.py seed_demo --seed N --scale S``: a believable province, built through the domain functions."""

from __future__ import annotations

import time
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from portal.home.demo.build import ACCOUNTS, PASSWORD, build
from portal.home.demo.bulk import load

LARGEST_BY_DOMAIN = 10
HONOREES_AT_SCALE_1 = 430


class Command(BaseCommand):
    help = "Dựng tỉnh Lam Giang để dùng thử: đơn vị, quyết định, người được tôn vinh, bài viết, phong trào, hồ sơ."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, default=1, help="Hạt giống: cùng số thì cùng dữ liệu.")
        parser.add_argument("--scale", type=int, default=1, help="Cỡ: 1 là khoảng 430 người, tập thể.")

    def handle(self, *_args: Any, **options: Any) -> None:
        if not settings.DEMO:
            raise CommandError(
                "seed_demo chỉ chạy với portal.settings.demo: nó tạo tài khoản có mật khẩu ai cũng biết."
            )
        if get_user_model().objects.exists():
            raise CommandError("Cơ sở dữ liệu đã có người dùng. Chạy `make demo-reset` để dựng lại từ đầu.")
        scale = options["scale"]
        if scale < 1:
            raise CommandError("--scale phải từ 1 trở lên.")
        started = time.monotonic()

        def say(words: str) -> None:
            self.stdout.write(f"  {words} ({time.monotonic() - started:.0f} s)")
            self.stdout.flush()

        by_domain = scale if scale <= LARGEST_BY_DOMAIN else 1
        build(seed=options["seed"], scale=by_domain, say=say)
        if scale > by_domain:
            load(count=(scale - by_domain) * HONOREES_AT_SCALE_1, seed=options["seed"], say=say)
        self.stdout.write(f"\nTài khoản dùng thử, mật khẩu chung {PASSWORD}:")
        for username, name, position, _roles in ACCOUNTS:
            self.stdout.write(f"  {username:<11} {name}, {position}")
