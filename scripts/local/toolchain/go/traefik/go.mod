// No program is built from it: the CustomResourceDefinitions of Traefik, for the test of its own objects.
// The image of versions.ts may be newer by a patch release: the module proxy does not serve 3.7.15.
module canary-delivery/tools/traefik

go 1.25.0

require github.com/traefik/traefik/v3 v3.7.13
