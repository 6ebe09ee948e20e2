// No program is built from it: the CustomResourceDefinitions of the Gateway API, which managed clusters bring.
module canary-delivery/tools/gateway-api

go 1.25.0

require sigs.k8s.io/gateway-api v1.6.1
