"""When another Redis takes the place of one: who is connected to the former one would stay there, and be refused for
ever, as long as it lives on as a replica. The name leads to the new one; it is only asked when a connection is made.
"""

from __future__ import annotations

from redis import Redis


def let_go(client: Redis) -> None:
    """Have the client connect anew. What other threads are in the middle of goes on."""
    client.connection_pool.disconnect(inuse_connections=False)
