"""What editors see of search in the Wagtail admin: dictionary, pins, trial, report."""
