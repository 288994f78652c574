"""The residents' door: find a service, report, follow. It works without script, at 320 pixels and by keyboard."""
