"""What the organization does, one function a verb. Knows no request, message or template."""
