"""The demo as it is delivered, with the page of components and the pages of errors to be looked at."""

from portal.settings.demo import *  # noqa: F403 - settings modules are layers

ROOT_URLCONF = "tests.e2e.public.urls"
SHOW_COMPONENTS = True
SHARE_CARDS = False  # a browser asks for none of them, and drawing hundreds would keep a core from the walk
SEARCHES_A_MINUTE = SUGGESTIONS_A_MINUTE = 100_000
