"""Ingest: articles that come by themselves, from feeds, folders and mailboxes that the operator named.

Promises
    * `sources.toml` names every source; nothing that was submitted is ever one. What a feed of it links to is fetched
      where `follow_links` says so, and an address inside only where `allow_private` does.
    * An article goes in by the front door, `POST /api/v1/articles`: guard, cleaners, limits and queue are those of
      everybody.
    * Each item once: it is submitted under an idempotency key of its own, which the archive commits with the article;
      only then it is noted as taken. Killed in between, it is submitted again, and known.
    * Nothing lost: what the service cannot take now is offered again; what it refuses stands in the archive with the
      reason, and a file of a folder moves to `failed/` with the reason beside it.
    * One process reads a source at a time, in a thread of its own; it waits for no other source.
    * Bounded: bytes, seconds and items of every answer; files are opened without following links, and stay where they
      are or below.
"""
