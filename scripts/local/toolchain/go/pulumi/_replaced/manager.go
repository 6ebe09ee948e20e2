// Pulumi without the secrets providers of clouds.
package cloud

import (
	"encoding/json"
	"errors"

	"github.com/pulumi/pulumi/pkg/v3/secrets"
	"github.com/pulumi/pulumi/sdk/v3/go/common/workspace"
)

const Type = "cloud"

var errMissing = errors.New("the pulumi of the local platform has no secrets providers of clouds, only passphrase")

func EditProjectStack(*workspace.ProjectStack, json.RawMessage) error {
	return errMissing
}

func NewCloudSecretsManagerFromState(json.RawMessage) (secrets.Manager, error) {
	return nil, errMissing
}

func NewCloudSecretsManager(*workspace.ProjectStack, string, bool) (secrets.Manager, error) {
	return nil, errMissing
}
