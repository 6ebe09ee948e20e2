-- Smooth weighted round robin, as in nginx: in each turn every node gains its weight; the node with the most credit is
-- picked and pays the total. Heavy nodes are thus spread evenly instead of picked in a row.
local pairs = pairs
local setmetatable = setmetatable

local _M = {}
local mt = { __index = _M }

-- nodes: id -> weight
function _M.new(_, nodes)
  local self = setmetatable({}, mt)
  self:reinit(nodes)
  return self
end

function _M.reinit(self, nodes)
  -- Its own copy: balancer.resty compares self.nodes with the next set.
  self.nodes = {}
  self.credit = {}
  self.total = 0
  for id, weight in pairs(nodes) do
    self.nodes[id] = weight
    -- A random start: otherwise every worker and every reload would begin with the same node.
    self.credit[id] = math.random() * weight
    self.total = self.total + weight
  end
end

function _M.find(self)
  local best
  for id, weight in pairs(self.nodes) do
    self.credit[id] = self.credit[id] + weight
    if best == nil or self.credit[id] > self.credit[best] then
      best = id
    end
  end
  if best ~= nil then
    self.credit[best] = self.credit[best] - self.total
  end
  return best
end

return _M
