"""Alerts: what the rules of `alerts.toml` ring for is kept, listed and sent. `ringer` tells what is promised."""
