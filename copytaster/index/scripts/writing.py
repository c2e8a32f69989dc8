"""The scripts that change postings."""

from __future__ import annotations

from copytaster.index.scripts.parts import BLOCKS, COMMON, SEARCH, STATE

# What the scripts begin with that add.
GROWING = """
-- A posting with some more seqs, which are nearly always newer.
local function merged(old, new)
  local newest, after, more = number_at(old, 1)
  newest = newest - 1
  if new[1] > newest then
    local parts = {number(new[#new] + 1, 64)}
    if more then parts[2] = sub(old, after, -2) .. char(byte(old, -1) + 64) end
    for i, seq in ipairs(new) do
      parts[#parts + 1] = number(seq - newest, i < #new and 64 or 0)
      newest = seq
    end
    return table.concat(parts)
  end
  local seqs = seqs_of(old)
  local place, before = #seqs, #seqs
  for i = #new, 1, -1 do
    while place > 0 and seqs[place] > new[i] do place = place - 1 end
    if seqs[place] ~= new[i] then table.insert(seqs, place + 1, new[i]) end
  end
  return #seqs > before and posting_of(seqs) or old
end

local function lengthen(long, wires, new)
  for _, seq in ipairs(new) do
    local key = is_wire(seq) and wires or long
    local last = call('GETRANGE', key, -4, -1)
    if last == '' or before(u32(last, 1), seq) then
      call('APPEND', key, struct.pack('<I4', seq))
    else  -- a late arrival: near the end as a rule, so little has to move
      local place, there = search(key, call('STRLEN', key), seq)
      if not there then call('SETRANGE', key, place, struct.pack('<I4', seq) .. call('GETRANGE', key, place, -1)) end
    end
  end
end

-- A posting as it stands in a block; one that is too long goes into strings of its own.
local function settled(ch, name, posting)
  if #posting <= INLINE then return posting end
  local others, wires = by_rank(seqs_of(posting))
  put(ch.long .. name, packed(others))
  put(ch.wires .. name, packed(wires))
  return LONG
end

local function fill(key, blocks)
  local fields = {}
  for block = 0, BLOCKS - 1 do
    local text = blocks[block] and table.concat(blocks[block]) or ''
    for at = 1, #text, PIECE do
      fields[#fields + 1] = block + (at - 1) / PIECE * BLOCKS
      fields[#fields + 1] = sub(text, at, at + PIECE - 1)
    end
  end
  for at = 1, #fields, 1000 do call('HSET', key, unpack(fields, at, math.min(at + 999, #fields))) end
end

local function split(ch)
  if ch.low * 2 <= ch.n then ch.low = ch.low * 2 end
  local from = ch.n - ch.low
  local stay, go, low = {}, {}, from % 1024
  for block, text in pairs(blocks_of(ch.base .. from)) do
    local at = 1
    while at <= #text do
      local b2, b3 = byte(text, at, at + 1)
      local v = low + b2 * 1024 + b3 * 262144
      local to, last = v % (ch.low * 2) == ch.n and go or stay, ending(text, at + 3)
      to[block] = to[block] or {}
      table.insert(to[block], sub(text, at, last))
      at = last + 1
    end
  end
  if next(go) then
    call('DEL', ch.base .. from)  -- written anew, so that a bucket that grew too large is compact again
    fill(ch.base .. from, stay)
    fill(ch.base .. ch.n, go)
  end
  ch.n = ch.n + 1
end

-- Remembers who is added, and when they came: what stands in long postings is ordered by it.
local function admit(members, ranks)
  for at = 1, #members, 4 do
    local seq = u32(members, at)
    call('SETRANGE', home .. ':k:' .. floor(seq / CHUNK), seq % CHUNK * 8, sub(ranks, at * 2 - 1, at * 2 + 6))
  end
end

-- Adds a posting to what the identity at a place in `ids` has. Answers what stands in its block afterwards.
local function grow(ch, ids, at, new)
  local key, block, id = address(ch, ids, at)
  local text = read(key, block)
  local from, to = find(text, id)
  if not from then
    local posting = #new <= INLINE and new or settled(ch, sub(ids, at, at + 4), new)
    write(ch, key, block, text, text .. id .. posting)
    return posting
  end
  local old, name = sub(text, from, to), sub(ids, at, at + 4)
  if old == LONG then
    lengthen(ch.long .. name, ch.wires .. name, seqs_of(new))
    return old
  end
  local posting = settled(ch, name, merged(old, seqs_of(new)))
  if posting ~= old then write(ch, key, block, text, sub(text, 1, from - 1) .. posting .. sub(text, to + 1)) end
  return posting
end

local function grown(ch)
  while ch.bytes > LOAD * ch.n and ch.n < 16777216 do split(ch) end
  settle(ch)
end

local function join()
  local before = size
  mark(1)
  if size ~= before then call('HSET', home, 'size', size) end
end
"""

# ARGV: generation, members, their ranks; for each channel the identities (5 bytes each) and their postings.
ADD = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + GROWING
    + """
admit(ARGV[2], ARGV[3])
for c = 1, CHANNELS do
  local ids, postings = ARGV[2 * c + 2], ARGV[2 * c + 3]
  local ch, start = channel(c), 1
  for at = 1, #ids, 5 do
    local stop = ending(postings, start)
    grow(ch, ids, at, sub(postings, start, stop))
    start = stop + 1
  end
  grown(ch)
end
join()
return size
"""
)

# ARGV: generation, the one member, then for each channel the identities.
REMOVE = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + """
local seq = u32(ARGV[2], 1)

local function without(posting)
  local seqs = seqs_of(posting)
  for i, one in ipairs(seqs) do
    if one == seq then
      table.remove(seqs, i)
      return #seqs > 0 and posting_of(seqs) or nil
    end
  end
  return posting
end

local function without_long(ch, name)
  local names = {ch.long .. name, ch.wires .. name}
  local of = is_wire(seq) and 2 or 1
  local place, there = search(names[of], call('STRLEN', names[of]), seq)
  if not there then return LONG end
  local left = {call('GET', names[1]) or '', call('GET', names[2]) or ''}
  left[of] = sub(left[of], 1, place) .. sub(left[of], place + 5)
  return keep(names[1], names[2], left[1], left[2])
end

for c = 1, CHANNELS do
  local ids, ch = ARGV[2 + c], channel(c)
  for at = 1, #ids, 5 do
    local key, block, id = address(ch, ids, at)
    local text = read(key, block)
    local from, to = find(text, id)
    if from then
      local old, left = sub(text, from, to)
      if old == LONG then left = without_long(ch, sub(ids, at, at + 4)) else left = without(old) end
      if left ~= old then
        write(ch, key, block, text, sub(text, 1, from - (left and 1 or 4)) .. (left or '') .. sub(text, to + 1))
      end
    end
  end
  settle(ch)
end
local size_before = size
mark(0)
if size ~= size_before then call('HSET', home, 'size', size) end
return size
"""
)

# ARGV: generation, channel 1-4, first bucket, how many, the seqs to forget, packed. Answers the buckets there are.
# From the first bucket to the last: a bucket that is split meanwhile hands on only to one that is still to come.
FORGET = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + """
local ch, first, many = channel(tonumber(ARGV[2])), tonumber(ARGV[3]), tonumber(ARGV[4])
local gone = {}
for _, seq in ipairs(unpacked(ARGV[5])) do gone[seq] = true end

local function without(seqs)
  local left = {}
  for _, seq in ipairs(seqs) do
    if not gone[seq] then left[#left + 1] = seq end
  end
  return left
end

local function left_of(posting, name)
  if posting ~= LONG then
    local seqs = seqs_of(posting)
    local left = without(seqs)
    return #left == #seqs and posting or #left > 0 and posting_of(left) or nil
  end
  local others, wires = call('GET', ch.long .. name) or '', call('GET', ch.wires .. name) or ''
  local left, left_wires = packed(without(unpacked(others))), packed(without(unpacked(wires)))
  if #left == #others and #left_wires == #wires then return LONG end
  return keep(ch.long .. name, ch.wires .. name, left, left_wires)
end

for bucket = first, math.min(first + many, ch.n) - 1 do
  for block, text in pairs(blocks_of(ch.base .. bucket)) do
    local kept, at = {}, 1
    while at <= #text do
      local id, to = sub(text, at, at + 2), ending(text, at + 3)
      local left = left_of(sub(text, at + 3, to), whole(bucket, block, id))
      if left then kept[#kept + 1] = id .. left end
      at = to + 1
    end
    write(ch, ch.base .. bucket, block, text, table.concat(kept))
  end
end
settle(ch)
return ch.n
"""
)

# ARGV: generation, members: the last step of forgetting.
UNMARK = (
    COMMON
    + STATE
    + SEARCH
    + """
mark(0)
call('HSET', home, 'size', size)
return size
"""
)
