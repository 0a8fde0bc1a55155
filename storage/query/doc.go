// Package query reads the language in which a person asks for transactions:
//
//	query := and ("or" and)*
//	and   := unary+
//	unary := "-" unary | "(" query ")" | term
//	term  := key ":" value | word | "quoted text"
//
// It is pure: it knows the words and no rows. Package storage finds the rows.
// docs/query.md says what each word means.
package query
