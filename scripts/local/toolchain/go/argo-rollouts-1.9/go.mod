// No program is built from it: the CustomResourceDefinitions of an older release, which the tests upgrade from.
module canary-delivery/tools/argo-rollouts-1.9

go 1.25.0

require github.com/argoproj/argo-rollouts v1.9.2
