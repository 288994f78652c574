"""Open311 GeoReport v2 and the extensions in use: names, dates, XML, the lists. ``docs/recipes/open311.md``."""
