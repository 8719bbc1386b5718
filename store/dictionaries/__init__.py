"""Dictionaries that contents are packed with: they are never changed, see store.compression."""
