"""Who is who: jurisdictions, departments, teams, staff accounts, roles and keys of other systems."""
