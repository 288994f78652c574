"""The door for other systems: Open311 and health."""
