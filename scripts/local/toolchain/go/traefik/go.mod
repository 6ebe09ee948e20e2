// No program is built from it: the CustomResourceDefinitions of Traefik, for the test of its own objects.
module canary-delivery/tools/traefik

go 1.25.0

require github.com/traefik/traefik/v3 v3.7.13
