"""Views: parse, ask or act, answer."""
