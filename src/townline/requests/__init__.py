"""The service request: asked, worked on, held, closed, and never lost."""
