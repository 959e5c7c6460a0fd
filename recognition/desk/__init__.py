"""What moderators see in the Wagtail admin."""
