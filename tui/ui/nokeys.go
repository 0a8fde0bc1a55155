package ui

import "slices"

// The keys that Plaid knows a person by.
const (
	ClientID = "client_id"
	Secret   = "secret"
)

// NoKeys says which Plaid keys are missing, and what gives them: lines of at most
// 53 cells.
func NoKeys(e *Env) []string {
	t := e.Theme
	missing := "To link a bank, passbook needs your Plaid keys."
	switch {
	case slices.Equal(e.Missing, []string{ClientID}):
		missing = "Of your Plaid keys the client_id alone is missing."
	case slices.Equal(e.Missing, []string{Secret}):
		missing = "Of your Plaid keys the secret alone is missing."
	}
	return []string{
		missing,
		"dashboard.plaid.com has them, free for Sandbox.",
		"",
		t.Accent.Render("passbook setup") + "   asks for them and keeps them",
		t.Accent.Render("passbook demo") + "    an invented household, without keys",
		"",
		"Leave with " + t.Accent.Render(KeyQuit.Name()) + ", run one of them, and come back.",
	}
}
