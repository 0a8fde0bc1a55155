// Package docs holds the documents that the program prints.
package docs

import _ "embed"

// Query is what a query can ask for: passbook help query.
//
//go:embed query.md
var Query string
