"""What several scripts begin with: the words, the state of a shard, where a key is, how long postings are searched."""

from __future__ import annotations

BLOCKS_A_BUCKET = 64
PIECE = 63
"""Bytes of a field: more would take a longer head, and more than 64 are not packed."""
LOAD = 48 * BLOCKS_A_BUCKET
"""Bytes a bucket on average: more saves memory, fewer saves time, for a bucket is searched from end to end."""
INLINE = 256
"""Bytes that a block holds of one posting, some 150 articles of an archive of 20,000; a longer one has strings of its
own, which are ordered by rank."""
BACK = 32
"""Articles that are left in a long posting when it goes back into its block. They take far less than `INLINE`, so that
a posting at the limit does not go to and fro."""
LEAST_BUCKETS = 1_024
CHUNK_BITS = 16

COMMON = f"""
local LOAD, PIECE, BLOCKS, INLINE, BACK = {LOAD}, {PIECE}, {BLOCKS_A_BUCKET}, {INLINE}, {BACK}
local LEAST, CHUNK = {LEAST_BUCKETS}, {1 << CHUNK_BITS}
local call, byte, char, sub, floor = redis.call, string.byte, string.char, string.sub, math.floor
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
"""

STATE = """
local state = call('HMGET', home, 'generation', 'building', 'run', 'size',
                   'nb', 'np', 'nt', 'ne', 'fb', 'fp', 'ft', 'fe')
if state[1] ~= ARGV[1] and state[2] ~= ARGV[1] then
  return redis.error_reply(state[1] and 'INDEXLOST another' or state[2] and 'INDEXLOST building' or 'INDEXLOST missing')
end
local size = tonumber(state[4])
"""

# Where a key is. A record is three bytes of its identity and its posting: a row of numbers, the newest seq plus one,
# then the steps from each seq to the next, from the oldest on. A lone 0 says that the posting has strings of its own.
# A number is written from its highest bits on, seven a byte with 128 added, and six in its last byte, to which
# 64 is added when another number follows; so a byte below 64 ends the posting.
BLOCKS = """
local LONG, LAST = char(0), '[%z' .. char(1) .. '-' .. char(63) .. ']'

local function channel(c)
  local n, low = tonumber(state[4 + c]), LEAST
  while low * 2 <= n do low = low * 2 end  -- the largest power of two that is not above n
  local name = home .. ':' .. letters[c]
  return {letter = letters[c], n = n, low = low, bytes = tonumber(state[8 + c]), n_was = n,
          bytes_were = tonumber(state[8 + c]), base = name .. ':', long = name .. '+', wires = name .. '*'}
end

local function settle(ch)
  if ch.n ~= ch.n_was or ch.bytes ~= ch.bytes_were then
    call('HSET', home, 'n' .. ch.letter, ch.n, 'f' .. ch.letter, ch.bytes)
  end
end

-- The bucket and the block of the identity at a place in `ids`, and what its record begins with.
local function address(ch, ids, at)
  local b0, b1, b2, b3 = byte(ids, at, at + 3)
  local block = b0 % 64
  local v = (b0 - block) / 64 + b1 * 4 + b2 * 1024 + b3 * 262144  -- 26 bits: there are no more than 2^24 buckets
  local bucket = v % (ch.low * 2)
  if bucket >= ch.n then bucket = v % ch.low end
  return ch.base .. bucket, block, sub(ids, at + 2, at + 4)
end

-- The identity of a record.
local function whole(bucket, block, id)
  local low = bucket % 1024
  return char(block + low % 4 * 64, floor(low / 4)) .. id
end

-- The first fields by number, as strings: the server writes out a number that it is given as if it had a fraction.
local FIELDS = {[0] = """ + ", ".join(f"'{n}'" for n in range(BLOCKS_A_BUCKET)) + """}

local function read(key, block)
  local piece = call('HGET', key, FIELDS[block])
  if not piece then return '' end
  if #piece < PIECE then return piece end
  local pieces = {}
  while piece do
    pieces[#pieces + 1] = piece
    block = block + BLOCKS
    piece = #piece == PIECE and call('HGET', key, block)
  end
  return table.concat(pieces)
end

-- All blocks of a bucket that are not empty.
local function blocks_of(key)
  local all, pieces, blocks = call('HGETALL', key), {}, {}
  if #all == 0 then return blocks end
  for i = 1, #all, 2 do pieces[tonumber(all[i])] = all[i + 1] end
  for block = 0, BLOCKS - 1 do
    local parts, field = {}, block
    while pieces[field] do
      parts[#parts + 1] = pieces[field]
      field = field + BLOCKS
    end
    if #parts > 0 then blocks[block] = table.concat(parts) end
  end
  return blocks
end

local function write(ch, key, block, old, new)
  ch.bytes = ch.bytes + #new - #old
  if #old <= PIECE and #new <= PIECE and new ~= '' then  -- as nearly all
    if new ~= old then call('HSET', key, FIELDS[block], new) end
    return
  end
  for at = 1, math.max(#old, #new), PIECE do
    local piece = sub(new, at, at + PIECE - 1)
    local field = block + (at - 1) / PIECE * BLOCKS
    if piece == '' then
      call('HDEL', key, field)
    elseif piece ~= sub(old, at, at + PIECE - 1) then
      call('HSET', key, FIELDS[field] or field, piece)
    end
  end
end

local function ending(text, at) return (string.find(text, LAST, at)) end

-- From where to where in a block the posting of an identity is; nil when it has none there.
local function find(text, id)
  local at, from = string.find(text, id, 1, true), 1
  while at do
    while from < at do from = ending(text, from + 3) + 1 end
    if from == at then return at + 3, ending(text, at + 3) end
    at = string.find(text, id, at + 1, true)
  end
end

-- A number, and 64 if another one follows.
local function number(n, more)
  if n < 64 then return char(n + more) end
  local low = n % 64
  n = (n - low) / 64
  if n < 128 then return char(n + 128, low + more) end
  local second = n % 128
  n = (n - second) / 128
  if n < 128 then return char(n + 128, second + 128, low + more) end
  local third = n % 128
  n = (n - third) / 128
  local rest = char(third + 128, second + 128, low + more)
  if n < 128 then return char(n + 128) .. rest end
  return char((n - n % 128) / 128 + 128, n % 128 + 128) .. rest
end

local function number_at(text, at)
  local value, last = 0, byte(text, at)
  while last >= 128 do
    value, at = value * 128 + last - 128, at + 1
    last = byte(text, at)
  end
  return value * 64 + last % 64, at + 1, last >= 64
end

-- The seqs of a posting, ascending.
local function seqs_of(posting)
  local newest, at, more = number_at(posting, 1)
  local steps, sum = {}, 0
  while more do
    steps[#steps + 1], at, more = number_at(posting, at)
    sum = sum + steps[#steps]
  end
  local seqs = {newest - 1 - sum}
  for i, step in ipairs(steps) do seqs[i + 1] = seqs[i] + step end
  return seqs
end

local function posting_of(seqs)
  local n = #seqs
  local parts = {number(seqs[n] + 1, n > 1 and 64 or 0)}
  for i = 2, n do parts[i] = number(seqs[i] - seqs[i - 1], i < n and 64 or 0) end
  return table.concat(parts)
end
"""

# What stands in a long posting is in the order of the ranks, and of the seqs where two ranks are equal. A rank is two
# numbers: no number of Lua's has 64 bits. `search` answers where in `key` an article stands or would stand, in bytes,
# and whether it does; it reads 4 and 8 bytes a step.
SEARCH = """
local known = {}
local function rank(seq)
  local found = known[seq]
  if not found then
    local packed = call('GETRANGE', home .. ':k:' .. floor(seq / CHUNK), seq % CHUNK * 8, seq % CHUNK * 8 + 7)
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

-- The same seqs by rank: those that are no wires, and the wires.
local function by_rank(seqs)
  local others, wires = {}, {}
  for _, seq in ipairs(seqs) do
    local to = is_wire(seq) and wires or others
    to[#to + 1] = seq
  end
  table.sort(others, before)
  table.sort(wires, before)
  return others, wires
end

local function at_place(key, place) return u32(call('GETRANGE', key, place * 4, place * 4 + 3), 1) end

local function search(key, length, seq)
  local from, to = 0, length / 4
  while from < to do
    local middle = floor((from + to) / 2)
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
    local chunk = floor(seq / CHUNK)
    if call('SETBIT', home .. ':m:' .. chunk, seq % CHUNK, value) ~= value then
      size = size + (value == 1 and 1 or -1)
      if value == 1 then call('SADD', home .. ':m', chunk) end
    end
  end
end

-- What is left of a long posting. Answers what goes into the block: that it is long, or its seqs, or nil when it is
-- gone.
local function keep(long, wires, of_others, of_wires)
  if #of_others + #of_wires > BACK * 4 then
    put(long, of_others)
    put(wires, of_wires)
    return LONG
  end
  call('DEL', long, wires)
  local seqs = unpacked(of_others .. of_wires)
  table.sort(seqs)
  return #seqs > 0 and posting_of(seqs) or nil
end
"""
