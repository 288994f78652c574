"""The console: where staff answers, logs and works. A door: pages and forms, no rules."""
