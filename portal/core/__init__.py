"""The kernel: it imports none of our other apps."""
