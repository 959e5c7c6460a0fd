"""System checks of the configuration."""
