"""Tests of the integrations area."""
