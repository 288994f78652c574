"""Reading Open311 GeoReport v2 requests from files and servers. Pure but for the file or socket itself."""
