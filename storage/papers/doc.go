// Package papers keeps what statements banks have, and which of them were
// downloaded.
package papers
