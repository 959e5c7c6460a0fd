"""What campaigns add to the Wagtail admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from campaigns.desk import screens
from campaigns.models import Campaign, Registration
from portal.core import private_files
from recognition.desk.policies import register_policy

register_policy(Campaign, screens.CAMPAIGN_TABLE, scope="unit")
register_policy(Registration, screens.REGISTRATION_TABLE, scope="unit")
private_files.register(screens.PLEDGE, screens.pledge_file)


@hooks.register("register_admin_viewset")
def register_campaign_screens() -> list[Any]:
    return [screens.CampaignGroup()]
