// Package papers holds the commands about what Plaid has in writing: institutions
// and categories, statements, reports, and the books that the cache is held
// against.
package papers
