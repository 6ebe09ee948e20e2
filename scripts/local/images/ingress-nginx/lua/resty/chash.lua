-- Consistent hashing: every node owns points on a ring, a key belongs to the next point. Adding or removing a
-- node moves only the keys next to its points.
local crc32 = ngx.crc32_long
local pairs = pairs
local setmetatable = setmetatable
local table_sort = table.sort

local POINTS_PER_WEIGHT = 160

local _M = {}
local mt = { __index = _M }

-- nodes: id -> weight
function _M.new(_, nodes)
  local self = setmetatable({}, mt)
  self:reinit(nodes)
  return self
end

function _M.reinit(self, nodes)
  self.nodes = {}
  local ring = {}
  for id, weight in pairs(nodes) do
    self.nodes[id] = weight
    for i = 1, POINTS_PER_WEIGHT * weight do
      ring[#ring + 1] = { hash = crc32(id .. "-" .. i), id = id }
    end
  end
  -- Points that collide are ordered by id: all workers must agree on the ring.
  table_sort(ring, function(a, b)
    if a.hash == b.hash then
      return a.id < b.id
    end
    return a.hash < b.hash
  end)
  self.ring = ring
end

function _M.find(self, key)
  local ring = self.ring
  if #ring == 0 then
    return nil
  end
  local hash = crc32(tostring(key))
  -- The first point at or after the key's hash; past the last point the ring wraps around.
  local low, high = 1, #ring + 1
  while low < high do
    local middle = math.floor((low + high) / 2)
    if ring[middle].hash < hash then
      low = middle + 1
    else
      high = middle
    end
  end
  return (ring[low] or ring[1]).id
end

return _M
