-- What wrk sends: the body in $BENCH_BODY, to each of the paths in $BENCH_PATHS in turn.
local requests = {}
local turn = 0

function init()
    local headers = { ["Content-Type"] = "application/json" }
    for path in os.getenv("BENCH_PATHS"):gmatch("%S+") do
        requests[#requests + 1] = wrk.format("POST", path, headers, os.getenv("BENCH_BODY"))
    end
end

function request()
    turn = turn % #requests + 1
    return requests[turn]
end
