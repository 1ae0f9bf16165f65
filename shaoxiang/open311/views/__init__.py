"""Addresses under /open311/v2/ (for programs) and the administrator's page."""
