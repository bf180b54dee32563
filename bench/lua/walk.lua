-- Asks for a number of pages in turn and stops. Arguments: how many requests, then the paths.
-- Each tenth request carries the cookie that bypasses the edge's cache.

dofile((debug.getinfo(1, "S").source:sub(2):match("^(.*)/") or ".") .. "/answers.lua")

local threads = {}
local limit, paths = 0, {}
local sent, answered = 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  limit = tonumber(args[1])
  for place = 2, #args do table.insert(paths, args[place]) end
end

function request()
  sent = sent + 1
  local path = paths[sent % #paths + 1]
  if sent % 10 == 0 then
    return wrk.format("GET", path, { ["Host"] = wrk.headers["Host"], ["Cookie"] = "parley_waiting=1" })
  end
  return wrk.format("GET", path)
end

function response()
  answered = answered + 1
  if answered >= limit then wrk.thread:stop() end
end
