"""The workbench and the command line."""

import os

# Before the first import of Textual: with the Kitty protocol on, Chinese text from an input
# method arrives as garbage (Textual 6562, and commits of five characters and more in 8.2.8).
os.environ.setdefault("TEXTUAL_DISABLE_KITTY_KEY", "1")
os.environ.setdefault("TEXTUAL_ANIMATIONS", "none")
# The theme that the workbench sets: to begin with another means to read all styles twice.
os.environ["TEXTUAL_THEME"] = "ansi-dark"
