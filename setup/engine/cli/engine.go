//go:build engine

// Package engine names the program that is built with these pinned modules.
package engine

import _ "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi"
