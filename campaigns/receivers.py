"""What campaigns listens to, and what it shows on pages of apps below it."""
