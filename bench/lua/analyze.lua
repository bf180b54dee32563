-- Asks for scores by the Perspective protocol. Argument: a file with one JSON body a line; they are sent in turn.
-- Counts the answers: scored (200 with scores), other.

dofile((debug.getinfo(1, "S").source:sub(2):match("^(.*)/") or ".") .. "/answers.lua")

local threads = {}
local requests = {}
local sent = 0
scored, other = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
  for body in io.lines(args[1]) do
    table.insert(requests, wrk.format(nil, nil, nil, body))
  end
end

function request()
  sent = sent + 1
  return requests[(sent - 1) % #requests + 1]
end

function response(status, headers, body)
  if status == 200 and body:find('"summaryScore"', 1, true) then
    scored = scored + 1
  else
    other = other + 1
  end
end

extra = function()
  local sums = { scored = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  return string.format(', "scored": %d, "other": %d', sums.scored, sums.other)
end
