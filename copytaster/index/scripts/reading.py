"""The scripts that answer from postings, one of which adds an article first."""

from __future__ import annotations

from copytaster.index.scripts.parts import BLOCKS, COMMON, SEARCH, STATE
from copytaster.index.scripts.writing import GROWING

# What the scripts begin with that answer. `limits`: common, first holders, most for an early wire, minutes of a
# burst, how many are near in time, and the rank of who asks.
NAMING = """
-- Being built is not enough, even for its builder: a server that lost its last writes is back in the middle of it.
if state[1] ~= ARGV[1] then return redis.error_reply('INDEXLOST building') end
if state[3] ~= run_id() then return redis.error_reply('INDEXLOST restarted') end
local common, first, everybody, burst, near, mine

local function limits(at)
  common, first = tonumber(ARGV[at]), tonumber(ARGV[at + 1])
  everybody, burst, near = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3]), tonumber(ARGV[at + 4])
  mine = {u32(ARGV[at + 5], 5), u32(ARGV[at + 5], 1)}
end

-- Seqs by rank, counted from 0: those of a string of the server, of which 32 are read at a time, or of a table.
local function stored(key)
  local read = {}
  return {
    n = call('STRLEN', key) / 4,
    at = function(place)
      local first = place - place % 32
      read[first] = read[first] or call('GETRANGE', key, first * 4, first * 4 + 127)
      return u32(read[first], place % 32 * 4 + 1)
    end,
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

-- How many of the list come before this rank. It is looked for from `place` on in steps that grow, up or down.
local function ahead(list, high, lower, place)
  local function is_before(at)
    local other = rank(list.at(at))
    return other[1] < high or (other[1] == high and other[2] < lower)
  end
  local from, to, step = place, place, 1
  if place < list.n and is_before(place) then
    from, to = place + 1, list.n
    while from + step <= list.n do
      if not is_before(from + step - 1) then
        to = from + step - 1
        break
      end
      from, step = from + step, step * 2
    end
  else
    from = 0
    while step <= to do
      if is_before(to - step) then
        from = to - step + 1
        break
      end
      to, step = to - step, step * 2
    end
  end
  while from < to do
    local middle = floor((from + to) / 2)
    if is_before(middle) then from = middle + 1 else to = middle end
  end
  return from
end

-- Where in a list who asks would stand. Articles come about as they are published: near that place are those that came
-- about when those came who stood there in the list that was searched before, and a seq is read without its rank.
local came
local function mine_in(list, high)
  local from, to = list.n, list.n
  if came then from = 0 end
  while from < to do
    local middle = floor((from + to) / 2)
    if list.at(middle) < came then from = middle + 1 else to = middle end
  end
  local place = ahead(list, high, mine[2], from)
  if list.n > 0 then came = list.at(math.min(place, list.n - 1)) end
  return place
end

-- Those of a list from one place to before another, and those nearest in time to who asks, each once.
local function with_nearest(list, from, to, high)
  local place = mine_in(list, high)
  local from_near, to_near = math.max(0, place - near), math.min(list.n, place + near)
  local function part(a, b) return list.part(a, math.max(0, b - a)) end
  if from >= to then return part(from_near, to_near) end
  if to < from_near then return part(from, to) .. part(from_near, to_near) end
  if to_near < from then return part(from_near, to_near) .. part(from, to) end
  return part(math.min(from, from_near), math.max(to, to_near))
end

-- The first holders of a common term since so many minutes (nil: of none, it is not carried in a burst), and those
-- nearest in time.
local function of_term(others, wires, since)
  local from_wires, to_wires, from, to = 0, 0, 0, 0
  if since then
    from_wires, from = ahead(wires, since, 0, wires.n), ahead(others, since + 2147483648, 0, others.n)
    to_wires = math.min(wires.n, from_wires + first)
    to = math.min(others.n, from + first - (to_wires - from_wires))
  end
  local now = mine[1] % 2147483648
  return with_nearest(wires, from_wires, to_wires, now) .. with_nearest(others, from, to, now + 2147483648)
end

-- The first holders of a common key, when half of those who hold it do so within the time of a burst.
local function holders(c, others, wires)
  local longer = wires.n > others.n and wires or others
  local quarter = minutes(longer, floor(longer.n / 4))
  local carried = minutes(longer, floor(3 * longer.n / 4)) - quarter <= burst
  if c == 3 then return of_term(others, wires, carried and math.max(0, quarter - burst)) end
  if not carried then return '' end
  local most, later = first, ''
  if mine[1] < 2147483648 then
    local place = ahead(wires, mine[1], mine[2], wires.n)
    if place == 0 then
      most = everybody
    elseif place < first then  -- what came before it has it from an earlier one
      local after = ahead(others, mine[1] + 2147483648, mine[2], others.n)
      later = others.part(math.max(first - math.min(first, wires.n), after), everybody)
    end
  end
  local found = wires.part(0, most)
  return found .. others.part(0, most - #found / 4) .. later
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

-- Adds to the answer who has the identity at a place in those asked: `posting` is what stands in its block, nil when
-- it has none there.
local function tell(c, ch, ids, place, posting)
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
    local name = sub(ids, place, place + 4)
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
  local ids, ch = ARGV[7 + c], channel(c)
  for at = 1, #ids, 5 do
    local key, block, id = address(ch, ids, at)
    local text = read(key, block)
    local from, to = find(text, id)
    tell(c, ch, ids, at, from and sub(text, from, to))
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
  local ids, ch = ARGV[9 + c], channel(c)
  for at = 1, #ids, 5 do tell(c, ch, ids, at, grow(ch, ids, at, posting)) end
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
