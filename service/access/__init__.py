"""Who may come in: API keys, the sign-in of browsers, rates, and the headers that every answer carries."""
