"""Where things are: streets, addresses and dated districts of a jurisdiction."""
