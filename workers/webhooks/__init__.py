"""Webhooks: every event of the archive is posted to every target. `sender` tells what is promised."""
