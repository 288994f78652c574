"""Services: one definition, every channel."""
