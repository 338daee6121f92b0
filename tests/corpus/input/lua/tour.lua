-- Lua without errors or coroutines, which need longjmp: tables, closures, metatables, patterns, sorting, files.
local function section(name) print("-- " .. name) end

section "arguments"
print(#arg, table.concat(arg, ", "))

section "closures and varargs"
local function counter()
  local n = 0
  return function(...) n = n + select("#", ...); return n end
end
local c = counter()
c(1, 2, 3); c()
print(c(nil, nil), math.type(1), math.type(1.0), 7 // 2, -7 % 3, 2 ^ 53, 1 << 62, 5 // 0.0, 0x7fffffffffffffff + 1)

section "metatables"
local Vector = {}
Vector.__index = Vector
Vector.__add = function(a, b) return setmetatable({ x = a.x + b.x, y = a.y + b.y }, Vector) end
Vector.__eq = function(a, b) return a.x == b.x and a.y == b.y end
Vector.__tostring = function(v) return string.format("(%g, %g)", v.x, v.y) end
Vector.__call = function(v, k) return v[k] end
local v = setmetatable({ x = 1, y = 2 }, Vector) + setmetatable({ x = 0.5, y = -2 }, Vector)
print(v, v == setmetatable({ x = 1.5, y = 0 }, Vector), v "x")

section "strings"
print(("hello world"):gsub("o", "0"), ("key = value"):match("(%w+)%s*=%s*(%w+)"), ("%5.2f|%-6s|%x|%q"):format(math.pi, "ab", 255, "a\nb"))
for word, length in ("one two three"):gmatch("((%a)%a*)") do io.write(word, ":", length, " ") end
print(utf8.char(72, 228, 8364, 128512), utf8.len("häß€"), #string.pack("<i4d", 7, 1.5), string.rep("ab", 3, "-"))

section "sorting"
local state = 42
local function random() state = (state * 1103515245 + 12345) % 2147483648; return state end
local numbers = {}
for i = 1, 50000 do numbers[i] = random() end
table.sort(numbers)
local sorted = true
for i = 2, #numbers do sorted = sorted and numbers[i - 1] <= numbers[i] end
print(sorted, numbers[1], numbers[#numbers])
table.sort(numbers, function(a, b) return a % 1000 < b % 1000 end)
print(numbers[1] % 1000, numbers[#numbers] % 1000)

section "tables and collection"
local words = {}
for i = 1, 200000 do words["key" .. i % 5000] = (words["key" .. i % 5000] or 0) + i end
local count, sum = 0, 0
for _, value in pairs(words) do count = count + 1; sum = sum + value end
print(count, sum)
local weak = setmetatable({}, { __mode = "v" })
for i = 1, 1000 do weak[i] = {} end
collectgarbage()
print(next(weak) == nil, collectgarbage("count") > 0)

section "loading"
print(pcall(load("local a, b = ...; return a * b", "chunk"), 6, 7))
local queens = 0
local function place(n, row, columns, up, down)
  if row > n then queens = queens + 1 return end
  for column = 1, n do
    if not columns[column] and not up[row + column] and not down[row - column + n] then
      columns[column], up[row + column], down[row - column + n] = true, true, true
      place(n, row + 1, columns, up, down)
      columns[column], up[row + column], down[row - column + n] = nil, nil, nil
    end
  end
end
place(8, 1, {}, {}, {})
print("queens", queens)

section "files"
local out = assert(io.open("lines.txt", "w"))
for i = 1, 1000 do out:write("line ", i, "\n") end
out:close()
local total = 0
for line in io.lines("lines.txt") do total = total + #line end
local file = assert(io.open("lines.txt", "r+"))
file:seek("set", 5); file:write("X"); file:seek("set", 0)
print(total, file:read("l"), file:read("n"), file:seek("end"))
file:close()
print(os.rename("lines.txt", "renamed.txt"), os.remove("missing.txt"))
print(os.getenv("GREETING"), os.getenv("HOME"), os.time() > 1600000000, os.date("!%Y-%m-%d", 86400))
print(io.read("a"))
os.exit(5)
