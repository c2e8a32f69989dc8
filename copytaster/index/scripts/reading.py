"""The scripts that answer from postings."""

from __future__ import annotations

from copytaster.index.scripts.parts import COMMON, SEARCH, STATE

# ARGV: generation, common, first holders, most for an early wire, minutes of a burst, the rank of who asks;
# then for each channel the identities. Answers the size, then of each channel how many have each key, how many of them
# are named, and those, packed.
PROBE = (
    COMMON
    + STATE
    + SEARCH
    + """
-- Being built is not enough, even for its builder: a server that lost its last writes is back in the middle of it.
if state[1] ~= ARGV[1] then return redis.error_reply('INDEXLOST building') end
if state[3] ~= run_id() then return redis.error_reply('INDEXLOST restarted') end
local common, first, everybody, burst = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local mine = {u32(ARGV[6], 5), u32(ARGV[6], 1)}

local function minutes(key, place) return rank(at_place(key, place))[1] % 2147483648 end

-- How many in `key` come before this rank.
local function ahead(key, n, high, lower)
  local from, to = 0, n
  while from < to do
    local middle = math.floor((from + to) / 2)
    local other = rank(at_place(key, middle))
    if other[1] < high or (other[1] == high and other[2] < lower) then from = middle + 1 else to = middle end
  end
  return from
end

-- The first holders of a common key, when half of those who hold it do so within the time of a burst.
local function holders(c, long, wires, of_others, of_wires)
  local key, n = long, of_others
  if of_wires > n then key, n = wires, of_wires end
  local quarter = minutes(key, math.floor(n / 4))
  if minutes(key, math.floor(3 * n / 4)) - quarter > burst then return '' end
  local most, skip, skip_wires, later = first, 0, 0, ''
  if c == 3 then
    local since = math.max(0, quarter - burst)
    skip, skip_wires = ahead(long, of_others, since + 2147483648, 0), ahead(wires, of_wires, since, 0)
  elseif mine[1] < 2147483648 then
    local place = ahead(wires, of_wires, mine[1], mine[2])
    if place == 0 then
      most = everybody
    elseif place < first then  -- what came before it has it from an earlier one
      local from = math.max(first - math.min(first, of_wires), ahead(long, of_others, mine[1] + 2147483648, mine[2]))
      later = call('GETRANGE', long, from * 4, (from + everybody) * 4 - 1)
    end
  end
  local found = call('GETRANGE', wires, skip_wires * 4, (skip_wires + most) * 4 - 1)
  local left = most - #found / 4
  if left > 0 then found = found .. call('GETRANGE', long, skip * 4, (skip + left) * 4 - 1) end
  return found .. later
end

local answer = {size}
for c = 1, CHANNELS do
  local ids, counts, lengths, found = ARGV[6 + c], {}, {}, {}
  local n = tonumber(state[4 + c])
  local low = half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  local wires = home .. ':' .. letters[c] .. '*'
  for id = 1, #ids, 6 do
    local b0, b1, b2 = byte(ids, id, id + 2)
    local v = b0 + b1 * 256 + b2 * 65536
    local bucket = v % (low * 2)
    if bucket >= n then bucket = v % low end
    local have = call('HGET', base .. bucket, sub(ids, id + 1, id + 5))
    local count = have and #have / 4 or 0
    if have == '' then
      local whole = sub(ids, id, id + 5)
      local of_others, of_wires = call('STRLEN', long .. whole) / 4, call('STRLEN', wires .. whole) / 4
      count = of_others + of_wires
      if c == 4 or count <= common then
        have = (call('GET', wires .. whole) or '') .. (call('GET', long .. whole) or '')
      else
        have = holders(c, long .. whole, wires .. whole, of_others, of_wires)
      end
    end
    counts[#counts + 1] = struct.pack('<I4', count)
    lengths[#lengths + 1] = struct.pack('<I4', have and #have / 4 or 0)
    if have then found[#found + 1] = have end
  end
  answer[3 * c - 1] = table.concat(counts)
  answer[3 * c] = table.concat(lengths)
  answer[3 * c + 1] = table.concat(found)
end
return answer
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
    + """
local c, first, many = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
local wires = home .. ':' .. letters[c] .. '*'
local n = tonumber(state[4 + c])
local answer = {n}
for bucket = first, math.min(first + many, n) - 1 do
  local all = call('HGETALL', base .. bucket)
  for i = 1, #all, 2 do
    local id = string.char(bucket % 256) .. all[i]
    answer[#answer + 1] = id
    answer[#answer + 1] = all[i + 1] == '' and (call('GET', wires .. id) or '') .. (call('GET', long .. id) or '')
                          or all[i + 1]
  end
end
return answer
"""
)
