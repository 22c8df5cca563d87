-- Requests that take turns between clients. Arguments: a file of clients (a path, then headers,
-- parted by tabs), the method, a body, a file of ids or "-", the first id, a prefix for keys.
-- "@" in a path or a body stands for the next id, each of which every client uses once. They begin
-- at ids far from one another's: who asks at the same time seldom asks about the same thing.

local clients, ids, ready = {}, {}, {}
local method, body, first, prefix
local sent = 0

local function read_client(line)
  local client = { headers = {} }
  for part in line:gmatch("[^\t]+") do
    if client.path == nil then
      client.path = part
    else
      local name, value = part:match("^([^:]+): (.*)$")
      client.headers[name] = value
    end
  end
  return client
end

function init(args)
  for line in io.lines(args[1]) do clients[#clients + 1] = read_client(line) end
  method, body, first, prefix = args[2], args[3], tonumber(args[5]), args[6]
  if args[4] ~= "-" then
    for line in io.lines(args[4]) do ids[#ids + 1] = line end
    return
  end
  for number, client in ipairs(clients) do
    ready[number] = wrk.format(method, client.path, client.headers)
  end
end

function request()
  local which = sent % #clients + 1
  local turn = math.floor(sent / #clients)
  sent = sent + 1
  if #ids == 0 then return ready[which] end
  local client = clients[which]
  local begin = math.floor((which - 1) * #ids / #clients)
  local id = ids[(first + begin + turn) % #ids + 1]
  client.headers["Idempotency-Key"] = prefix .. sent
  return wrk.format(method, client.path:gsub("@", id), client.headers, (body:gsub("@", id)))
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    'RESULT {"requests": %d, "seconds": %f, "p50": %f, "p99": %f, "refused": %d, "broken": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3,
    latency:percentile(99) / 1e3, failed.status,
    failed.connect + failed.read + failed.write + failed.timeout))
end
