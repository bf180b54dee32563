-- Posts comments through the form. Arguments: the form's token, the host for Origin, a word that differs for each run.
-- Counts the answers: published (303 to the comment), waiting (303 to the waiting comment), other.

dofile((debug.getinfo(1, "S").source:sub(2):match("^(.*)/") or ".") .. "/answers.lua")

local threads = {}
local sent = 0
local token, run
published, waiting, other = 0, 0, 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  token, run = args[1], args[3]
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
  wrk.headers["Origin"] = args[2]
  wrk.headers["Sec-Fetch-Site"] = "same-origin"
end

function request()
  sent = sent + 1
  local text = string.format(
    "Comment+%d+of+run+%s.+The+ferry+ran+late+again+on+Tuesday%%2C+and+nobody+at+the+pier+could+say+why." ..
    "%%0D%%0A%%0D%%0AI+asked+%%2Atwice%%2A.+The+council+should+publish+the+log.", sent, run)
  return wrk.format(nil, nil, nil,
    "author_name=Guest+" .. run .. "-" .. sent .. "&text=" .. text .. "&website=&parent=&token=" .. token)
end

function response(status, headers, body)
  local place = headers["Location"] or headers["location"] or ""
  if status ~= 303 then
    other = other + 1
  elseif place:find("waiting", 1, true) then
    waiting = waiting + 1
  else
    published = published + 1
  end
end

extra = function()
  local sums = { published = 0, waiting = 0, other = 0 }
  for _, thread in ipairs(threads) do
    for name in pairs(sums) do sums[name] = sums[name] + thread:get(name) end
  end
  return string.format(', "published": %d, "waiting": %d, "other": %d', sums.published, sums.waiting, sums.other)
end
