"""One folder for each kind of channel."""
