"""Which team gets a request, and why."""
