"""What other systems hold and want: requests of an old system brought in, and taken out again."""
