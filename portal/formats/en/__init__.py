"""English formats: day first too, because the dates are those of Vietnamese documents."""
