-- lua-resty-dns under the name in upstream's image.
return require("nginx.dns.resolver")
