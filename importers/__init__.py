"""A file becomes reports of canonical cells: readers, outline, tables, alignment."""
