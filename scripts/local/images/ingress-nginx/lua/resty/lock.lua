-- A lock in a shared dictionary, with the features that the EWMA balancer uses: it never waits (timeout 0), and the
-- lock of a dead holder expires.
local setmetatable = setmetatable

local _M = {}
local mt = { __index = _M }

function _M.new(_, dict_name, opts)
  local dict = ngx.shared[dict_name]
  if not dict then
    return nil, "dictionary not found"
  end
  if not opts or opts.timeout ~= 0 then
    return nil, "only a lock with timeout 0 is built into this image"
  end
  return setmetatable({ dict = dict, expiry = opts.exptime or 30 }, mt)
end

function _M.lock(self, key)
  local ok, err = self.dict:add(key, true, self.expiry)
  if ok then
    self.key = key
    return 0
  end
  return nil, err == "exists" and "timeout" or err
end

function _M.unlock(self)
  if not self.key then
    return nil, "unlocked"
  end
  local ok, err = self.dict:delete(self.key)
  self.key = nil
  return ok and 1 or nil, err
end

return _M
