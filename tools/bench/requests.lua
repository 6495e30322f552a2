-- Sends the requests of a file in their order, a share of them from each thread, and reports as JSON.
-- A line holds method, path, cookie and body, separated by tabs.

local threads = {}

function setup(thread)
    thread:set("share", #threads)
    table.insert(threads, thread)
end

function init(arguments)
    ready, place = {}, 0
    local number = 0
    for line in io.lines(arguments[1]) do
        if number % 2 == share then
            table.insert(ready, formatted(line))
        end
        number = number + 1
    end
    if #ready == 0 then
        for line in io.lines(arguments[1]) do
            table.insert(ready, formatted(line))
        end
    end
end

function formatted(line)
    local method, path, cookie, body = line:match("^(%S+)\t(%S+)\t([^\t]*)\t(.*)$")
    local headers = { ["Host"] = wrk.headers["Host"], ["Accept-Encoding"] = "gzip" }
    if cookie ~= "" then
        headers["Cookie"] = cookie
    end
    if method == "POST" then
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        headers["HX-Request"] = "true"
        headers["Sec-Fetch-Site"] = "same-origin"
    end
    return wrk.format(method, path, headers, body ~= "" and body or nil)
end

function request()
    place = place % #ready + 1
    return ready[place]
end

function done(summary, latency, _)
    local failed = summary.errors
    io.write(string.format(
        '\n{"requests": %d, "seconds": %.6f, "p50": %.3f, "p95": %.3f, "lost": %d, "refused": %d}\n',
        summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
        failed.connect + failed.read + failed.write + failed.timeout, failed.status
    ))
end
