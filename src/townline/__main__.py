"""``python -m townline`` is the command ``townline``."""

from townline.cli import main

main(prog_name="townline")
