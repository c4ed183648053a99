-- wrk script, one kind of work per run. env: W = nginx | w1 | w2 | w3 | w4, COOKIE, IDS (file: one id a line),
-- WHEN (RFC 3339, happening of the reports), RUN (different for each run)
local work, cookie = os.getenv("W"), os.getenv("COOKIE") or ""
local ids, sent, started = {}, 0, 0

function setup(thread)
  thread:set("number", started)
  started = started + 1
end

local read = { ["Cookie"] = cookie, ["Accept-Language"] = "zh", ["Sec-Fetch-Site"] = "same-origin" }
local write = { ["Cookie"] = cookie, ["Accept-Language"] = "zh", ["Sec-Fetch-Site"] = "same-origin",
                ["Content-Type"] = "application/json" }
local grades = { "major", "ordinary" }
local kinds = { "fire", "theft_resident", "public_damage", "equipment_damage" }

function init()
  math.randomseed(4242 + number)
  if work == "w1" then
    for line in io.lines(os.getenv("IDS")) do ids[#ids + 1] = line end
  end
end

local works = {}
works.nginx = function() return wrk.format("GET", "/", read) end
-- one incident by id: session, rights, label, opened and masked
works.w1 = function() return wrk.format("GET", "/api/incidents/" .. ids[math.random(#ids)], read) end
-- a page of 50, filtered and sorted, of what the person may see
works.w2 = function()
  return wrk.format("GET", "/api/incidents?limit=50&sort=-reported_at&kind=" .. kinds[math.random(#kinds)], read)
end
-- a quick report, answered when it is durable, with trail, clock and notices
works.w3 = function()
  sent = sent + 1
  write["Idempotency-Key"] = string.format("bench-%s-%d-%d", os.getenv("RUN"), number, sent)
  return wrk.format("POST", "/api/incidents", write, '{"kind":"fire","place":"3栋负一层配电间","happened_at":"'
    .. os.getenv("WHEN") .. '","summary":"配电间冒烟，已断电处置，正在查明原因。"}')
end
-- the first 20 incidents with a Chinese phrase of two words, by label
local words = { "电梯", "困人", "漏水", "维修", "消防", "通道", "占用", "停车", "收缴", "水泵", "故障", "保安", "岗亭", "业主",
                "投诉", "噪音", "装修", "垃圾", "清运", "绿化", "停电", "应急" }
local function percent(text) return (text:gsub(".", function(byte) return string.format("%%%02X", byte:byte()) end)) end
works.w4 = function()
  return wrk.format("GET", "/api/search?q=" .. percent(words[math.random(#words)] .. words[math.random(#words)]), read)
end
request = works[work]

if os.getenv("SHOW") then
  local shown = false
  function response(status, _, body)
    if not shown and status >= 300 then
      shown = true
      io.stderr:write(status, " ", body:sub(1, 400), "\n")
    end
  end
end

function done(summary, latency, _)
  local errors = summary.errors
  print(string.format("RESULT requests=%d rps=%.1f p50_us=%d p99_us=%d refused=%d broken=%d bytes=%d", summary.requests,
    summary.requests / summary.duration * 1e6, latency:percentile(50), latency:percentile(99), errors.status,
    errors.connect + errors.read + errors.write + errors.timeout, summary.bytes / math.max(1, summary.requests)))
end
