"""What several scripts begin with: the words, the state of a shard, and how long postings are searched."""

from __future__ import annotations

LOAD = 64
"""Fields a bucket on average: more saves memory, fewer saves time, for a bucket is searched from end to end."""
SHORT = 16
"""Seqs that a bucket holds of one posting: 64 bytes, Redis' own limit for the compact encoding."""
LEAST_BUCKETS = 256
CHUNK_BITS = 16

COMMON = f"""
local LOAD, SHORT, LEAST, CHUNK = {LOAD}, {SHORT * 4}, {LEAST_BUCKETS}, {1 << CHUNK_BITS}
local call, byte, sub = redis.call, string.byte, string.sub
local home = KEYS[1]
local letters, CHANNELS = {{'b', 'p', 't', 'e'}}, 4

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

STATE = """
local state = call('HMGET', home, 'generation', 'building', 'run', 'size',
                   'nb', 'np', 'nt', 'ne', 'fb', 'fp', 'ft', 'fe')
if state[1] ~= ARGV[1] and state[2] ~= ARGV[1] then
  return redis.error_reply(state[1] and 'INDEXLOST another' or state[2] and 'INDEXLOST building' or 'INDEXLOST missing')
end
local size = tonumber(state[4])
"""

# What stands in a long posting is in the order of the ranks, and of the seqs where two ranks are equal. A rank is two
# numbers: no number of Lua's has 64 bits. `search` answers where in `key` an article stands or would stand, in bytes,
# and whether it does; it reads 4 and 8 bytes a step.
SEARCH = """
local known = {}
local function rank(seq)
  local found = known[seq]
  if not found then
    local packed = call('GETRANGE', home .. ':k:' .. math.floor(seq / CHUNK), seq % CHUNK * 8, seq % CHUNK * 8 + 7)
    found = #packed == 8 and {u32(packed, 5), u32(packed, 1)} or {4294967295, 4294967295}
    known[seq] = found
  end
  return found
end

local function before(one, other)
  local x, y = rank(one), rank(other)
  if x[1] ~= y[1] then return x[1] < y[1] end
  if x[2] ~= y[2] then return x[2] < y[2] end
  return one < other
end

local function is_wire(seq) return rank(seq)[1] < 2147483648 end

local function at_place(key, place) return u32(call('GETRANGE', key, place * 4, place * 4 + 3), 1) end

local function search(key, length, seq)
  local from, to = 0, length / 4
  while from < to do
    local middle = math.floor((from + to) / 2)
    if before(at_place(key, middle), seq) then from = middle + 1 else to = middle end
  end
  return from * 4, from * 4 < length and at_place(key, from) == seq
end

local function unpacked(packed)
  local seqs = {}
  for at = 1, #packed, 4 do seqs[#seqs + 1] = u32(packed, at) end
  return seqs
end

local function packed(seqs)
  local parts = {}
  for i, seq in ipairs(seqs) do parts[i] = struct.pack('<I4', seq) end
  return table.concat(parts)
end

local function put(key, value)
  if value == '' then call('DEL', key) else call('SET', key, value) end
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

-- What is left of a long posting: back into the bucket, at half the limit, so that one at the limit does not go to and
-- fro. Answers whether the field is gone.
local function keep(long, wires, key, field, of_others, of_wires)
  if #of_others + #of_wires > SHORT / 2 then
    put(long, of_others)
    put(wires, of_wires)
    return false
  end
  call('DEL', long, wires)
  local seqs = unpacked(of_others .. of_wires)
  if #seqs == 0 then
    call('HDEL', key, field)
    return true
  end
  table.sort(seqs)
  call('HSET', key, field, packed(seqs))
  return false
end
"""
