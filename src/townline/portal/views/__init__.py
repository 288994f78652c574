"""Function views: parse, access, act, answer."""
