"""What runs inside Redis: the Lua scripts of `RedisIndex`, each atomic over one shard.

Layout of a shard; `H` is its home key, ``<prefix>:{<shard>}``. The braces keep all of a shard in one slot of a cluster,
which is why a script may build the names of the keys it touches.

``H``              hash: generation, building, run, shards, size; per channel its buckets (``nb``) and fields (``fb``)
``H:b:17``         hash: bucket 17 of channel ``b`` (``p``, ``t``): bytes 1-5 of the identity → seqs, ascending uint32
``H:b+<identity>`` string: the seqs of a posting too long for its bucket, whose field there is then empty
``H:m`` ``H:m:3``  set of the chunks in use; bitmap of the members 3·2¹⁶ … 4·2¹⁶-1

Buckets are kept small by linear hashing (Litwin, 1980): whenever a channel holds more than `LOAD` fields a bucket, the
next bucket in turn is split in two. So the index needs no capacity set in advance, and every bucket stays in Redis'
compact listpack encoding (at most 512 fields, 64 bytes a value): some 13 bytes for a key of one article, not 100.
The lowest byte of the identity is in the number of the bucket (there are never fewer than 256), the rest is the field.
"""

from __future__ import annotations

LOAD = 64
"""Fields a bucket on average: more saves memory, fewer saves time, for a bucket is searched from end to end."""
SHORT = 16
"""Seqs that a bucket holds of one posting: 64 bytes, Redis' own limit for the compact encoding."""
LEAST_BUCKETS = 256
FIRST_BUCKETS = {"b": 2_048, "p": 16_384, "t": 4_096}
"""Buckets of a new index. One that is empty costs nothing, and splitting costs a third of the time of filling."""
FIELDS = {"b": 24, "p": 120, "t": 20}
"""New fields that an article brings, about: for laying out the buckets when it is known how many articles will come."""
CHUNK_BITS = 16

_COMMON = f"""
local LOAD, SHORT, LEAST, CHUNK = {LOAD}, {SHORT * 4}, {LEAST_BUCKETS}, {1 << CHUNK_BITS}
local call, byte, sub = redis.call, string.byte, string.sub
local home = KEYS[1]
local letters = {{'b', 'p', 't'}}

local function u32(s, at)
  local a, b, c, d = byte(s, at, at + 3)
  return a + b * 256 + c * 65536 + d * 16777216
end

local function run_id()
  local ok, info = pcall(call, 'INFO', 'server')
  return ok and type(info) == 'string' and string.match(info, 'run_id:(%x+)') or ''
end

local function half(n)  -- the largest power of two that is not above n
  local low = LEAST
  while low * 2 <= n do low = low * 2 end
  return low
end
"""

_STATE = """
local state = call('HMGET', home, 'generation', 'building', 'run', 'size', 'nb', 'np', 'nt', 'fb', 'fp', 'ft')
if state[1] ~= ARGV[1] and state[2] ~= ARGV[1] then
  return redis.error_reply(state[1] and 'INDEXLOST another' or state[2] and 'INDEXLOST building' or 'INDEXLOST missing')
end
local size = tonumber(state[4])
"""

# First place in a long posting, in bytes, whose seq is not below `seq`, and whether it is `seq`. Reads 4 bytes a step.
_SEARCH = """
local function search(key, length, seq)
  local from, to = 0, length / 4
  while from < to do
    local middle = math.floor((from + to) / 2)
    if u32(call('GETRANGE', key, middle * 4, middle * 4 + 3), 1) < seq then from = middle + 1 else to = middle end
  end
  return from * 4, from * 4 < length and u32(call('GETRANGE', key, from * 4, from * 4 + 3), 1) == seq
end

local function mark(value)  -- members: ARGV[2], packed
  for at = 1, #ARGV[2], 4 do
    local seq = u32(ARGV[2], at)
    local chunk = math.floor(seq / CHUNK)
    if call('SETBIT', home .. ':m:' .. chunk, seq % CHUNK, value) ~= value then
      size = size + (value == 1 and 1 or -1)
      if value == 1 then call('SADD', home .. ':m', chunk) end
    end
  end
end
"""

# ARGV: generation, members; for each channel the identities (6 bytes each), how many seqs for each (1 byte), the seqs.
ADD = (
    _COMMON
    + _STATE
    + _SEARCH
    + """
local function merge(old, new)
  if u32(old, #old - 3) < u32(new, 1) then return old .. new end
  local out, i, j = {}, 1, 1
  while i <= #old or j <= #new do
    local a = i <= #old and u32(old, i) or math.huge
    local b = j <= #new and u32(new, j) or math.huge
    if a <= b then out[#out + 1] = sub(old, i, i + 3) else out[#out + 1] = sub(new, j, j + 3) end
    if a <= b then i = i + 4 end
    if b <= a then j = j + 4 end
  end
  return table.concat(out)
end

local function lengthen(key, new)
  local last = call('GETRANGE', key, -4, -1)
  if last == '' or u32(last, 1) < u32(new, 1) then
    call('APPEND', key, new)
    return
  end
  local length = call('STRLEN', key)
  for at = 1, #new, 4 do  -- late arrivals: near the end as a rule, so little has to move
    local place, there = search(key, length, u32(new, at))
    if not there then
      call('SETRANGE', key, place, sub(new, at, at + 3) .. call('GETRANGE', key, place, -1))
      length = length + 4
    end
  end
end

local function fill(key, pairs)
  for at = 1, #pairs, 1000 do call('HSET', key, unpack(pairs, at, math.min(at + 999, #pairs))) end
end

local function split(base, n)
  local low = half(n)
  local from = n - low
  local all = call('HGETALL', base .. from)
  local stay, go, b0 = {}, {}, from % 256
  for i = 1, #all, 2 do
    local b1, b2 = byte(all[i], 1, 2)
    local to = (b0 + b1 * 256 + b2 * 65536) % (low * 2) == n and go or stay
    to[#to + 1] = all[i]
    to[#to + 1] = all[i + 1]
  end
  if #go > 0 then
    call('DEL', base .. from)  -- written anew, so that a bucket that grew too large is compact again
    fill(base .. from, stay)
    fill(base .. n, go)
  end
end

for c = 1, 3 do
  local ids, lengths, seqs = ARGV[3 * c], ARGV[3 * c + 1], ARGV[3 * c + 2]
  local n, f, at = tonumber(state[4 + c]), tonumber(state[7 + c]), 1
  local n0, f0, low = n, f, half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  for i = 1, #lengths do
    local id = i * 6 - 5
    local b0, b1, b2 = byte(ids, id, id + 2)
    local v = b0 + b1 * 256 + b2 * 65536
    local bucket = v % (low * 2)
    if bucket >= n then bucket = v % low end
    local key, field = base .. bucket, sub(ids, id + 1, id + 5)
    local size4 = byte(lengths, i) * 4
    local new = sub(seqs, at, at + size4 - 1)
    at = at + size4
    -- Most passage keys are new and most terms are not: the first question is the one that is usually the last.
    local old
    if c < 3 and size4 <= SHORT then
      if call('HSETNX', key, field, new) == 1 then f = f + 1 else old = call('HGET', key, field) end
    else
      old = call('HGET', key, field)
      if not old then
        f = f + 1
        if size4 <= SHORT then call('HSET', key, field, new) else old = false end
      end
    end
    if old == '' then
      lengthen(long .. sub(ids, id, id + 5), new)
    elseif old then
      local merged = merge(old, new)
      if #merged > SHORT then
        call('SET', long .. sub(ids, id, id + 5), merged)
        call('HSET', key, field, '')
      elseif #merged ~= #old then
        call('HSET', key, field, merged)
      end
    elseif size4 > SHORT then
      call('SET', long .. sub(ids, id, id + 5), new)
      call('HSET', key, field, '')
    end
  end
  while f > LOAD * n and n < 16777216 do
    split(base, n)
    n = n + 1
  end
  if n ~= n0 or f ~= f0 then call('HSET', home, 'n' .. letters[c], n, 'f' .. letters[c], f) end
end
local before = size
mark(1)
if size ~= before then call('HSET', home, 'size', size) end
return size
"""
)

# ARGV: generation, the one member, then for the three channels the identities.
REMOVE = (
    _COMMON
    + _STATE
    + _SEARCH
    + """
local seq = u32(ARGV[2], 1)
for c = 1, 3 do
  local ids = ARGV[2 + c]
  local n, f = tonumber(state[4 + c]), tonumber(state[7 + c])
  local f0, low = f, half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  for id = 1, #ids, 6 do
    local b0, b1, b2 = byte(ids, id, id + 2)
    local v = b0 + b1 * 256 + b2 * 65536
    local bucket = v % (low * 2)
    if bucket >= n then bucket = v % low end
    local key, field = base .. bucket, sub(ids, id + 1, id + 5)
    local have = call('HGET', key, field)
    if have == '' then
      local name = long .. sub(ids, id, id + 5)
      local length = call('STRLEN', name)
      local place, there = search(name, length, seq)
      if there then
        local all = call('GET', name)
        local left = sub(all, 1, place) .. sub(all, place + 5)
        if #left > SHORT / 2 then
          call('SET', name, left)
        else  -- back into the bucket, at half the limit, so that a posting at the limit does not go to and fro
          call('DEL', name)
          call('HSET', key, field, left)
        end
      end
    elseif have then
      for at = 1, #have, 4 do
        if u32(have, at) == seq then
          if #have == 4 then
            call('HDEL', key, field)
            f = f - 1
          else
            call('HSET', key, field, sub(have, 1, at - 1) .. sub(have, at + 4))
          end
          break
        end
      end
    end
  end
  if f ~= f0 then call('HSET', home, 'f' .. letters[c], f) end
end
local before = size
mark(0)
if size ~= before then call('HSET', home, 'size', size) end
return size
"""
)

# ARGV: generation, common, then for the three channels the identities.
# Answers the size, then counts and seqs of each channel, packed.
PROBE = (
    _COMMON
    + _STATE
    + """
-- Being built is not enough, even for its builder: a server that lost its last writes is back in the middle of it.
if state[1] ~= ARGV[1] then return redis.error_reply('INDEXLOST building') end
if state[3] ~= run_id() then return redis.error_reply('INDEXLOST restarted') end
local common, answer = tonumber(ARGV[2]), {size}
for c = 1, 3 do
  local ids, counts, found = ARGV[2 + c], {}, {}
  local n = tonumber(state[4 + c])
  local low = half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  for id = 1, #ids, 6 do
    local b0, b1, b2 = byte(ids, id, id + 2)
    local v = b0 + b1 * 256 + b2 * 65536
    local bucket = v % (low * 2)
    if bucket >= n then bucket = v % low end
    local have, count = call('HGET', base .. bucket, sub(ids, id + 1, id + 5)), 0
    if have == '' then
      local name = long .. sub(ids, id, id + 5)
      count = call('STRLEN', name) / 4
      have = count <= common and call('GET', name)
    elseif have then
      count = #have / 4
    end
    counts[#counts + 1] = struct.pack('<I4', count)
    if have and count <= common then found[#found + 1] = have end
  end
  answer[2 * c] = table.concat(counts)
  answer[2 * c + 1] = table.concat(found)
end
return answer
"""
)

# ARGV: generation. Answers the chunks and their bitmaps, alternating.
MEMBERS = (
    _COMMON
    + _STATE
    + """
local answer = {}
for _, chunk in ipairs(call('SMEMBERS', home .. ':m')) do
  answer[#answer + 1] = chunk
  answer[#answer + 1] = call('GET', home .. ':m:' .. chunk) or ''
end
return answer
"""
)

# ARGV: generation, channel 1-3, first bucket, how many.
# Answers the buckets there are, then identity and seqs, alternating.
DUMP = (
    _COMMON
    + _STATE
    + """
local c, first, many = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
local n = tonumber(state[4 + c])
local answer = {n}
for bucket = first, math.min(first + many, n) - 1 do
  local all = call('HGETALL', base .. bucket)
  for i = 1, #all, 2 do
    local id = string.char(bucket % 256) .. all[i]
    answer[#answer + 1] = id
    answer[#answer + 1] = all[i + 1] == '' and call('GET', long .. id) or all[i + 1]
  end
end
return answer
"""
)

# ARGV: generation, channel 1-3, first bucket, how many, the seqs to forget, packed. Answers the buckets there are.
# From the first bucket to the last: a bucket that is split meanwhile hands on only to one that is still to come.
FORGET = (
    _COMMON
    + _STATE
    + """
local c, first, many = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
local n, f = tonumber(state[4 + c]), tonumber(state[7 + c])
local f0, gone = f, {}
for at = 1, #ARGV[5], 4 do gone[sub(ARGV[5], at, at + 3)] = true end
for bucket = first, math.min(first + many, n) - 1 do
  local key = base .. bucket
  local all = call('HGETALL', key)
  for i = 1, #all, 2 do
    local name = all[i + 1] == '' and long .. string.char(bucket % 256) .. all[i]
    local have = name and call('GET', name) or all[i + 1]
    local left = {}
    for at = 1, #have, 4 do
      local seq = sub(have, at, at + 3)
      if not gone[seq] then left[#left + 1] = seq end
    end
    if #left * 4 < #have then
      if name and #left * 8 > SHORT then
        call('SET', name, table.concat(left))
      else
        if name then call('DEL', name) end
        if #left == 0 then
          call('HDEL', key, all[i])
          f = f - 1
        else
          call('HSET', key, all[i], table.concat(left))
        end
      end
    end
  end
end
if f ~= f0 then call('HSET', home, 'f' .. letters[c], f) end
return n
"""
)

# ARGV: generation, members: the last step of forgetting.
UNMARK = (
    _COMMON
    + _STATE
    + _SEARCH
    + """
mark(0)
call('HSET', home, 'size', size)
return size
"""
)

# What is there: generation, building, shards, whether this is the server that the index was sealed on, its run id.
LOOK = (
    _COMMON
    + """
local state, run = call('HMGET', home, 'generation', 'building', 'shards', 'run'), run_id()
return {state[1] or '', state[2] or '', tonumber(state[3] or 0), state[4] == run and 1 or 0, run}
"""
)

# ARGV: token, shards, buckets of the three channels.
# From here on nobody but the holder of the token can write, and nobody can read.
BEGIN = (
    _COMMON
    + """
call('DEL', home)
call('HSET', home, 'building', ARGV[1], 'shards', ARGV[2], 'size', 0,
     'nb', ARGV[3], 'np', ARGV[4], 'nt', ARGV[5], 'fb', 0, 'fp', 0, 'ft', 0)
return 1
"""
)

# ARGV: token, the run id that the content was last compared under. 0 when the server restarted since.
SEAL = (
    _COMMON
    + _STATE
    + """
if run_id() ~= ARGV[2] then return 0 end
call('HSET', home, 'generation', ARGV[1], 'run', ARGV[2])
call('HDEL', home, 'building')
return 1
"""
)


def first_buckets(articles: int, shards: int) -> list[int]:
    """How many buckets each channel of a shard starts with when so many articles will come (0: unknown)."""
    wanted = [max(first, articles * FIELDS[letter] // LOAD) // shards for letter, first in FIRST_BUCKETS.items()]
    return [min(max(buckets, LEAST_BUCKETS), 1 << 24) for buckets in wanted]
