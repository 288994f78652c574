"""Who did what, and who looked at whose record. The lowest area: every other one may write here."""
