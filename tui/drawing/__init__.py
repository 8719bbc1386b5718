"""Pure functions from data to lines of styled text; the widgets only put them on the screen."""
