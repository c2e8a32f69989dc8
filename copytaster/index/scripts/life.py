"""The scripts of a whole index: what is there, beginning it, declaring it whole."""

from __future__ import annotations

from copytaster.index.scripts.parts import COMMON, STATE

# What is there: generation, building, shards, whether this is the server that the index was sealed on, its run id.
LOOK = (
    COMMON
    + """
local state, run = call('HMGET', home, 'generation', 'building', 'shards', 'run'), run_id()
return {state[1] or '', state[2] or '', tonumber(state[3] or 0), state[4] == run and 1 or 0, run}
"""
)

# ARGV: token, shards, buckets of each channel.
# From here on nobody but the holder of the token can write, and nobody can read.
BEGIN = (
    COMMON
    + """
call('DEL', home)
call('HSET', home, 'building', ARGV[1], 'shards', ARGV[2], 'size', 0,
     'nb', ARGV[3], 'np', ARGV[4], 'nt', ARGV[5], 'ne', ARGV[6], 'fb', 0, 'fp', 0, 'ft', 0, 'fe', 0)
return 1
"""
)

# ARGV: token, the run id that the content was last compared under. 0 when the server restarted since.
SEAL = (
    COMMON
    + STATE
    + """
if run_id() ~= ARGV[2] then return 0 end
call('HSET', home, 'generation', ARGV[1], 'run', ARGV[2])
call('HDEL', home, 'building')
return 1
"""
)
