-- Answers for a location whose annotations need a module that this image lacks. The template calls it in place of
-- upstream's configuration of the module: a silently ignored annotation may be a protection.
local ngx = ngx

local _M = {}

function _M.reject(annotation)
  local reason = string.format("ingress %s/%s is rejected: annotation %s needs a module that this image lacks",
    ngx.var.namespace, ngx.var.ingress_name, annotation)
  ngx.log(ngx.ERR, reason)
  ngx.status = ngx.HTTP_SERVICE_UNAVAILABLE
  ngx.header["Content-Type"] = "text/plain"
  ngx.print(reason, "\n")
  return ngx.exit(ngx.status)
end

return _M
