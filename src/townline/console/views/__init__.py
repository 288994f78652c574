"""Views of the console: parse, access, act, answer."""
