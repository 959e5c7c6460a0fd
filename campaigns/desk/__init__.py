"""What moderators see of campaigns in the Wagtail admin."""
