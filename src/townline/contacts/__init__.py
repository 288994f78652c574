"""Who turns to the government: customers and how they can be reached."""
