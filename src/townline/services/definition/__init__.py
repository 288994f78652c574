"""What a service is: its definition, the closed grammar of its conditions, and its TOML form. Pure."""
