-- lua-resty-dns by the name of upstream's image.
return require("nginx.dns.resolver")
