// Pulumi without the logs of AWS.
package operations

import (
	"errors"

	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/config"
)

func AWSOperationsProvider(map[config.Key]string, *Resource) (Provider, error) {
	return nil, errors.New("the pulumi of the local platform reads no logs of AWS")
}
