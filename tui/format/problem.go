package format

import "strings"

// OnceOver takes back what a Problem's sentence promises in the dashboard, for a
// command that has ended: it does not try again.
func OnceOver(sentence string) string { return onceOver.Replace(sentence) }

var onceOver = strings.NewReplacer(
	"; passbook tries again later.", "; try again later.",
	"; passbook tries again.", "; try again later.",
	". passbook tries again later.", ". Try again later.",
	". passbook tries again.", ". Try again later.",
)
