-- Lua with errors and coroutines, for which it uses setjmp and longjmp.
local function section(name) print("-- " .. name) end

section "errors"
print(pcall(error, "plain", 0))
print(pcall(error, { code = 7 }) == false, select(2, pcall(error, { code = 7 })).code)
print(pcall(function() local t = nil; return t.x end))
print(pcall(function() return 1 + {} end))
print(pcall(string.rep))
print(select("#", pcall(error)))
print(xpcall(function() error("inner", 0) end, function(message) return "handled " .. message end))
print(pcall(function() error(setmetatable({}, { __tostring = function() return "object" end })) end))
print(tostring(select(2, pcall(error, setmetatable({}, { __tostring = function() return "object" end })))))

section "nested"
local function nest(depth)
  if depth == 0 then error("bottom", 0) end
  local ok, message = pcall(nest, depth - 1)
  if depth % 2 == 0 then error(message .. "." .. depth, 0) end
  return ok, message
end
print(pcall(nest, 8))
print(nest(7))
print(pcall(pcall, error, "x"))

section "deep"
local function endless(n) return 1 + endless(n + 1) end
local ok, message = pcall(endless, 1)
print(ok, message:match("stack overflow") ~= nil)
print(pcall(string.gsub, ("x"):rep(100), "x", function() error("in a callback", 0) end))
print(pcall(table.sort, { 3, 2, 1 }, function() error("in a comparison", 0) end))

section "closing"
do
  local log = {}
  local function guard(name)
    return setmetatable({}, { __close = function(_, e) log[#log + 1] = name .. ":" .. tostring(e) end })
  end
  print(pcall(function()
    local a <close> = guard("a")
    local b <close> = guard("b")
    error("leaving", 0)
  end))
  print(table.concat(log, " "))
end

section "coroutines"
local generate = coroutine.wrap(function(limit)
  local a, b = 0, 1
  while a < limit do coroutine.yield(a) a, b = b, a + b end
  return "end"
end)
local numbers = {}
for value in generate, 1000 do
  numbers[#numbers + 1] = tostring(value)
  if value == "end" then break end
end
print(table.concat(numbers, " "))
local co = coroutine.create(function(...)
  local got = { ... }
  while true do
    got[#got + 1] = coroutine.yield(#got)
    if got[#got] == "fail" then error("asked to", 0) end
  end
end)
print(coroutine.resume(co, 1, 2), coroutine.resume(co, 3), coroutine.resume(co, "fail"))
print(coroutine.status(co), coroutine.resume(co))
print(pcall(coroutine.wrap(function() error("wrapped", 0) end)))

section "yields across pcall"
local steps = {}
local worker = coroutine.wrap(function()
  for round = 1, 3 do
    local ok, message = pcall(function()
      coroutine.yield("before " .. round)
      if round == 2 then error("round 2", 0) end
      coroutine.yield("after " .. round)
    end)
    steps[#steps + 1] = tostring(ok) .. tostring(message)
  end
  return "done"
end)
for _ = 1, 6 do io.write(worker(), "; ") end
print(table.concat(steps, " "))

section "many"
local caught, resumed = 0, 0
for round = 1, 100000 do
  if not pcall(error, round) then caught = caught + 1 end
  if round % 10 == 0 then
    local made = coroutine.wrap(function() coroutine.yield(1) error("no", 0) end)
    resumed = resumed + made()
    if pcall(made) then print("wrong") end
  end
end
print(caught, resumed)

section "the end"
error("uncaught")
