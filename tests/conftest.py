"""One database cluster for the whole run, one database for each worker, and the cast of ``tests/world.py``."""

import os

os.environ.setdefault("DATABASE_URL", "postgresql:///townline")
