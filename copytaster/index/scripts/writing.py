"""The scripts that change postings."""

from __future__ import annotations

from copytaster.index.scripts.parts import COMMON, SEARCH, STATE

# ARGV: generation, members, their ranks; for each channel the identities (6 bytes each), how many seqs for each
# (1 byte), the seqs, ascending.
ADD = (
    COMMON
    + STATE
    + SEARCH
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

local function lengthen(long, wires, new)
  for at = 1, #new, 4 do
    local seq = u32(new, at)
    local key = is_wire(seq) and wires or long
    local last = call('GETRANGE', key, -4, -1)
    if last == '' or before(u32(last, 1), seq) then
      call('APPEND', key, sub(new, at, at + 3))
    else  -- a late arrival: near the end as a rule, so little has to move
      local place, there = search(key, call('STRLEN', key), seq)
      if not there then call('SETRANGE', key, place, sub(new, at, at + 3) .. call('GETRANGE', key, place, -1)) end
    end
  end
end

local function spill(long, wires, new)
  local of_others, of_wires = {}, {}
  for _, seq in ipairs(unpacked(new)) do
    local to = is_wire(seq) and of_wires or of_others
    to[#to + 1] = seq
  end
  table.sort(of_others, before)
  table.sort(of_wires, before)
  put(long, packed(of_others))
  put(wires, packed(of_wires))
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

for at = 1, #ARGV[2], 4 do
  local seq = u32(ARGV[2], at)
  call('SETRANGE', home .. ':k:' .. math.floor(seq / CHUNK), seq % CHUNK * 8, sub(ARGV[3], at * 2 - 1, at * 2 + 6))
end
for c = 1, CHANNELS do
  local ids, lengths, seqs = ARGV[3 * c + 1], ARGV[3 * c + 2], ARGV[3 * c + 3]
  local n, f, at = tonumber(state[4 + c]), tonumber(state[8 + c]), 1
  local n0, f0, low = n, f, half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  local wires = home .. ':' .. letters[c] .. '*'
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
    if c ~= 3 and size4 <= SHORT then
      if call('HSETNX', key, field, new) == 1 then f = f + 1 else old = call('HGET', key, field) end
    else
      old = call('HGET', key, field)
      if not old then
        f = f + 1
        if size4 <= SHORT then call('HSET', key, field, new) else old = false end
      end
    end
    local whole = sub(ids, id, id + 5)
    if old == '' then
      lengthen(long .. whole, wires .. whole, new)
    elseif old then
      local merged = merge(old, new)
      if #merged > SHORT then
        spill(long .. whole, wires .. whole, merged)
        call('HSET', key, field, '')
      elseif #merged ~= #old then
        call('HSET', key, field, merged)
      end
    elseif size4 > SHORT then
      spill(long .. whole, wires .. whole, new)
      call('HSET', key, field, '')
    end
  end
  while f > LOAD * n and n < 16777216 do
    split(base, n)
    n = n + 1
  end
  if n ~= n0 or f ~= f0 then call('HSET', home, 'n' .. letters[c], n, 'f' .. letters[c], f) end
end
local size_before = size
mark(1)
if size ~= size_before then call('HSET', home, 'size', size) end
return size
"""
)

# ARGV: generation, the one member, then for each channel the identities.
REMOVE = (
    COMMON
    + STATE
    + SEARCH
    + """
local seq = u32(ARGV[2], 1)
for c = 1, CHANNELS do
  local ids = ARGV[2 + c]
  local n, f = tonumber(state[4 + c]), tonumber(state[8 + c])
  local f0, low = f, half(n)
  local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
  local wires = home .. ':' .. letters[c] .. '*'
  for id = 1, #ids, 6 do
    local b0, b1, b2 = byte(ids, id, id + 2)
    local v = b0 + b1 * 256 + b2 * 65536
    local bucket = v % (low * 2)
    if bucket >= n then bucket = v % low end
    local key, field = base .. bucket, sub(ids, id + 1, id + 5)
    local have = call('HGET', key, field)
    if have == '' then
      local whole = sub(ids, id, id + 5)
      local names = {long .. whole, wires .. whole}
      local of = is_wire(seq) and 2 or 1
      local place, there = search(names[of], call('STRLEN', names[of]), seq)
      if there then
        local left = {call('GET', names[1]) or '', call('GET', names[2]) or ''}
        left[of] = sub(left[of], 1, place) .. sub(left[of], place + 5)
        if keep(names[1], names[2], key, field, left[1], left[2]) then f = f - 1 end
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
    + SEARCH
    + """
local c, first, many = tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local base, long = home .. ':' .. letters[c] .. ':', home .. ':' .. letters[c] .. '+'
local wires = home .. ':' .. letters[c] .. '*'
local n, f = tonumber(state[4 + c]), tonumber(state[8 + c])
local f0, gone = f, {}
for at = 1, #ARGV[5], 4 do gone[sub(ARGV[5], at, at + 3)] = true end

local function without(have)
  local left = {}
  for at = 1, #have, 4 do
    local seq = sub(have, at, at + 3)
    if not gone[seq] then left[#left + 1] = seq end
  end
  return table.concat(left)
end

for bucket = first, math.min(first + many, n) - 1 do
  local key = base .. bucket
  local all = call('HGETALL', key)
  for i = 1, #all, 2 do
    if all[i + 1] == '' then
      local whole = string.char(bucket % 256) .. all[i]
      local of_others, of_wires = call('GET', long .. whole) or '', call('GET', wires .. whole) or ''
      local left, left_wires = without(of_others), without(of_wires)
      if #left + #left_wires < #of_others + #of_wires
         and keep(long .. whole, wires .. whole, key, all[i], left, left_wires) then f = f - 1 end
    else
      local left = without(all[i + 1])
      if left == '' then
        call('HDEL', key, all[i])
        f = f - 1
      elseif #left < #all[i + 1] then
        call('HSET', key, all[i], left)
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
    COMMON
    + STATE
    + SEARCH
    + """
mark(0)
call('HSET', home, 'size', size)
return size
"""
)
