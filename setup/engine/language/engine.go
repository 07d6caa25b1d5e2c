//go:build engine

// Package engine names the program that is built with these pinned modules.
package engine

import _ "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs"
