"""Townline: a 311 and CRM for local governments, with the programme of introducing it built in."""

__version__ = "0.1.0"
