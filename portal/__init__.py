"""Tôn vinh: the recognition portal of a provincial Department of Health."""
