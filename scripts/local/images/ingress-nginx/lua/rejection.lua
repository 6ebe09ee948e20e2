-- Answers for a location whose annotations need a module that this image lacks. The template calls it where upstream's
-- would have configured the module: an annotation that is silently ignored may be one that protects something.
local ngx = ngx

local _M = {}

function _M.refuse(annotation)
  local reason = string.format("ingress %s/%s is refused: annotation %s needs a module that this image lacks",
    ngx.var.namespace, ngx.var.ingress_name, annotation)
  ngx.log(ngx.ERR, reason)
  ngx.status = ngx.HTTP_SERVICE_UNAVAILABLE
  ngx.header["Content-Type"] = "text/plain"
  ngx.say(reason)
  return ngx.exit(ngx.status)
end

return _M
