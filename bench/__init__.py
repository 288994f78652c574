"""The figures of docs/performance.md: each beside its floor in the same run, on the machine it runs on."""
