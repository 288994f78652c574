"""What every area stands on: clock, events, jobs, settings, text, geometry. Imports nothing of ours."""
