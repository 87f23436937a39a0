-- Sends the requests of a file in turn, and prints what wrk counted as one line of JSON.
-- A line of the file: address, tab, Accept-Encoding, tab, If-None-Match.

local requests, last = {}, 0

function init()
  for line in io.lines(os.getenv("CONVGUIDE_REQUESTS")) do
    local address, encoding, tag = line:match("^([^\t]+)\t([^\t]*)\t([^\t]*)$")
    local headers = { ["Accept-Encoding"] = encoding }
    if tag ~= "" then headers["If-None-Match"] = tag end
    requests[#requests + 1] = wrk.format("GET", address, headers)
  end
end

function request()
  last = last % #requests + 1
  return requests[last]
end

function done(summary, latency)
  local e = summary.errors
  io.write(string.format(
    '\nCONVGUIDE {"requests": %d, "bytes": %d, "seconds": %.6f, "errors": %d, "p99_ms": %.3f}\n',
    summary.requests, summary.bytes, summary.duration / 1e6,
    e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(99) / 1e3))
end
