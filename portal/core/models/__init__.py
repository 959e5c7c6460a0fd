"""The kernel's rows."""

from portal.core.models.documents import PortalDocument
from portal.core.models.images import PortalImage, PortalRendition
from portal.core.models.marks import TableMark
from portal.core.models.outbox import OutboxRow
from portal.core.models.pages import BasePage
from portal.core.models.site import SiteSettings
from portal.core.models.timers import TimerMark
from portal.core.models.users import User

__all__ = [
    "BasePage",
    "OutboxRow",
    "PortalDocument",
    "PortalImage",
    "PortalRendition",
    "SiteSettings",
    "TableMark",
    "TimerMark",
    "User",
]
