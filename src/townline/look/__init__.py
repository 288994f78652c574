"""The look the doors share: layouts, macros, tokens and built assets. No rules and no queries live here."""
