"""Relay and workers: what takes an accepted article to its verdict.

Promises
    * The outbox in the archive is the truth; Redis is a doorbell. Whatever Redis forgets, the leases run
      out and the relay hands the articles on again.
    * An article is checked under a lease with a fencing number: of all who may have tried it, one writes.
    * One article cannot take its neighbours with it: each is checked in a child process that may be killed at
      any moment (crash, memory, time), and only the article it was busy with is charged with a try.
    * Nothing outlives its parent: the kernel ends the child with the worker, and the worker with its supervisor.
    * What passes through Redis is JSON, never pickle.
"""
