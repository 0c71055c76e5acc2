-- For wrk: asks the queries of a file in turn, and prints what was measured as one line of JSON.
-- Arguments: the file (one encoded query a line), the media type to accept, the first number, "distinct" or "repeated",
-- milliseconds that each connection pauses before a request.
-- Each query ends with LIMIT; the number behind it makes every request another one, or none.
local lines, first, distinct = {}, 0, false
local head, tail
local threads = {}
issued = 0

function setup(thread)
  table.insert(threads, thread)
end

function init(args)
  for line in io.lines(args[1]) do
    table.insert(lines, line)
  end
  first, distinct = tonumber(args[3]), args[4] == "distinct"
  local pause = tonumber(args[5])
  if pause > 0 then
    delay = function() return math.random(1, 2 * pause) end
  end
  head = "GET " .. wrk.path .. "?query="
  tail = " HTTP/1.1\r\nHost: " .. wrk.headers["Host"] .. "\r\nAccept: " .. args[2] .. "\r\n\r\n"
  if not distinct then
    for position, line in ipairs(lines) do
      lines[position] = head .. line .. string.format("%d", first) .. tail
    end
  end
end

function request()
  issued = issued + 1
  local line = lines[(issued - 1) % #lines + 1]
  if distinct then
    return head .. line .. string.format("%d", first + issued) .. tail
  end
  return line
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format(
    '{"requests": %d, "issued": %d, "seconds": %.6f, "bytes": %d, "status": %d, "broken": %d, "late": %d, '
      .. '"p50": %.3f, "p90": %.3f, "p99": %.3f, "max": %.3f}\n',
    summary.requests, threads[1]:get("issued"), summary.duration / 1e6, summary.bytes, errors.status,
    errors.connect + errors.read + errors.write, errors.timeout,
    latency:percentile(50) / 1000, latency:percentile(90) / 1000, latency:percentile(99) / 1000, latency.max / 1000))
end
