"""Widgets of the workbench: they put lines on the screen and pass keys on."""
