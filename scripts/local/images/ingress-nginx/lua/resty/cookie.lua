-- lua-resty-cookie under the name in upstream's image; Debian's version is older and has no SameSite attribute.
local cookie = require("nginx.cookie")

local _M = setmetatable({}, { __index = cookie })
local mt = { __index = _M }

function _M.new()
  local self, err = cookie:new()
  if not self then
    return nil, err
  end
  return setmetatable(self, mt)
end

function _M.set(self, data)
  if data.samesite then
    data.extension = "SameSite=" .. data.samesite
  end
  return cookie.set(self, data)
end

return _M
