"""The scripts that answer from postings, one of which adds an article first."""

from __future__ import annotations

from copytaster.index.scripts.parts import BLOCKS, COMMON, SEARCH, STATE
from copytaster.index.scripts.writing import GROWING

# What the scripts begin with that answer. `limits`: common, first holders, most for an early wire, minutes of a
# burst, the rank of who asks.
NAMING = """
-- Being built is not enough, even for its builder: a server that lost its last writes is back in the middle of it.
if state[1] ~= ARGV[1] then return redis.error_reply('INDEXLOST building') end
if state[3] ~= run_id() then return redis.error_reply('INDEXLOST restarted') end
local common, first, everybody, burst, mine

local function limits(at)
  common, first = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  everybody, burst = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  mine = {u32(ARGV[at + 4], 5), u32(ARGV[at + 4], 1)}
end

-- Seqs by rank, counted from 0: those of a string of the server, or of a table.
local function stored(key)
  return {
    n = call('STRLEN', key) / 4,
    at = function(place) return at_place(key, place) end,
    part = function(from, many) return many > 0 and call('GETRANGE', key, from * 4, (from + many) * 4 - 1) or '' end,
  }
end

local function listed(seqs)
  return {
    n = #seqs,
    at = function(place) return seqs[place + 1] end,
    part = function(from, many) return packed({unpack(seqs, from + 1, math.min(from + many, #seqs))}) end,
  }
end

local function minutes(list, place) return rank(list.at(place))[1] % 2147483648 end

-- How many of the list come before this rank.
local function ahead(list, high, lower)
  local from, to = 0, list.n
  while from < to do
    local middle = floor((from + to) / 2)
    local other = rank(list.at(middle))
    if other[1] < high or (other[1] == high and other[2] < lower) then from = middle + 1 else to = middle end
  end
  return from
end

-- The first holders of a common key, when half of those who hold it do so within the time of a burst.
local function holders(c, others, wires)
  local longer = wires.n > others.n and wires or others
  local quarter = minutes(longer, floor(longer.n / 4))
  if minutes(longer, floor(3 * longer.n / 4)) - quarter > burst then return '' end
  local most, skip, skip_wires, later = first, 0, 0, ''
  if c == 3 then
    local since = math.max(0, quarter - burst)
    skip, skip_wires = ahead(others, since + 2147483648, 0), ahead(wires, since, 0)
  elseif mine[1] < 2147483648 then
    local place = ahead(wires, mine[1], mine[2])
    if place == 0 then
      most = everybody
    elseif place < first then  -- what came before it has it from an earlier one
      later = others.part(math.max(first - math.min(first, wires.n), ahead(others, mine[1] + 2147483648, mine[2])),
                          everybody)
    end
  end
  local found = wires.part(skip_wires, most)
  return found .. others.part(skip, most - #found / 4) .. later
end

-- How many have a posting that stands in its block.
local function count(posting)
  local n, at = 1, string.find(posting, '[' .. char(64) .. '-' .. char(127) .. ']')
  while at do
    n, at = n + 1, string.find(posting, '[' .. char(64) .. '-' .. char(127) .. ']', at + 1)
  end
  return n
end

local kinds, postings, counts, named = {}, {}, {}, {}

-- Adds to the answer who has an identity: `posting` is what stands in its block, nil when it has none there.
local function tell(c, ch, name, posting)
  if not posting then
    kinds[#kinds + 1] = char(0)
    return
  end
  local most = c == 4 and first or common
  if posting ~= LONG and (#posting <= most or count(posting) <= most) then
    kinds[#kinds + 1] = char(1)
    postings[#postings + 1] = posting
    return
  end
  local others, wires
  if posting == LONG then
    others, wires = stored(ch.long .. name), stored(ch.wires .. name)
  else
    local one, other = by_rank(seqs_of(posting))
    others, wires = listed(one), listed(other)
  end
  local all, have = others.n + wires.n
  if c == 4 or all <= common then
    have = wires.part(0, wires.n) .. others.part(0, others.n)
  else
    have = holders(c, others, wires)
  end
  kinds[#kinds + 1] = char(2)
  counts[#counts + 1] = struct.pack('<I4I4', all, #have / 4)
  named[#named + 1] = have
end

-- The size; for each key 0 (nobody has it), 1 (its posting as it stands in its block) or 2 (named by rank); the
-- postings; of each key named by rank how many have it and how many are named; and those, packed.
local function told()
  return {size, table.concat(kinds), table.concat(postings), table.concat(counts), table.concat(named)}
end
"""

# ARGV: generation, `limits`; then for each channel the identities. Answers what is `told`.
PROBE = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + NAMING
    + """
limits(2)
for c = 1, CHANNELS do
  local ids, ch = ARGV[6 + c], channel(c)
  for at = 1, #ids, 5 do
    local key, block, id = address(ch, ids, at)
    local text = read(key, block)
    local from, to = find(text, id)
    tell(c, ch, sub(ids, at, at + 4), from and sub(text, from, to))
  end
end
return told()
"""
)

# ARGV: generation, the one member, its rank, `limits`; then for each channel the identities. Adds it, and answers what
# is `told` of its keys: each block is read once for both.
MEET = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + GROWING
    + NAMING
    + """
limits(4)
admit(ARGV[2], ARGV[3])
local posting = number(u32(ARGV[2], 1) + 1, 0)
for c = 1, CHANNELS do
  local ids, ch = ARGV[8 + c], channel(c)
  for at = 1, #ids, 5 do tell(c, ch, sub(ids, at, at + 4), grow(ch, ids, at, posting)) end
  grown(ch)
end
join()
return told()
"""
)

# ARGV: generation. Answers the chunks and their bitmaps, alternating.
MEMBERS = (
    COMMON
    + STATE
    + """
local answer = {}
for _, chunk in ipairs(call('SMEMBERS', home .. ':m')) do
  answer[#answer + 1] = chunk
  answer[#answer + 1] = call('GET', home .. ':m:' .. chunk) or ''
end
return answer
"""
)

# ARGV: generation, channel 1-4, first bucket, how many.
# Answers the buckets there are, then identity and seqs, alternating.
DUMP = (
    COMMON
    + STATE
    + BLOCKS
    + SEARCH
    + """
local ch, first, many = channel(tonumber(ARGV[2])), tonumber(ARGV[3]), tonumber(ARGV[4])
local answer = {ch.n}
for bucket = first, math.min(first + many, ch.n) - 1 do
  for block, text in pairs(blocks_of(ch.base .. bucket)) do
    local at = 1
    while at <= #text do
      local to = ending(text, at + 3)
      local id, posting = whole(bucket, block, sub(text, at, at + 2)), sub(text, at + 3, to)
      local long = posting == LONG and (call('GET', ch.wires .. id) or '') .. (call('GET', ch.long .. id) or '')
      answer[#answer + 1] = id
      answer[#answer + 1] = long or packed(seqs_of(posting))
      at = to + 1
    end
  end
end
return answer
"""
)
