package plaidapi

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Error is Plaid's error body, or the bare status where the body is not one. Its
// texts are cleaned: codes and ids by CodeOnly, Display by Said.
type Error struct {
	Status    int
	Type      string // error_type
	Code      string // error_code
	Display   string // display_message; empty where null
	RequestID string
	BadCursor bool // an INVALID_FIELD that is about the cursor
}

func (e *Error) Error() string {
	if e.Code == "" {
		return fmt.Sprintf("http status %d", e.Status)
	}
	return fmt.Sprintf("%s/%s, http status %d, request %s", e.Type, e.Code, e.Status, e.RequestID)
}

// ReadError reads the body of a failed request. It is our own reading and
// not plaid-go's, because that takes an empty body for an error without a code
// and fails on what proxies send.
func ReadError(status int, body []byte) *Error {
	var b struct {
		Type      string  `json:"error_type"`
		Code      string  `json:"error_code"`
		Message   string  `json:"error_message"`
		Display   *string `json:"display_message"`
		RequestID string  `json:"request_id"`
	}
	e := &Error{Status: status}
	if json.Unmarshal(body, &b) != nil {
		return e
	}
	e.Type, e.Code, e.RequestID = CodeOnly(b.Type), CodeOnly(b.Code), CodeOnly(b.RequestID)
	if b.Display != nil {
		e.Display = Said(*b.Display, 300)
	}
	e.BadCursor = e.Code == "INVALID_FIELD" && strings.Contains(strings.ToLower(b.Message), "cursor")
	return e
}

// CodeMutation is Plaid's code for an update whose data changed between two of
// its pages: it is to be started again (/transactions/sync).
const CodeMutation = "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION"

// CodeUnknownToken is Plaid's code for a token that belongs to other keys or to
// another environment, or, from older servers, to an Item that ended.
const CodeUnknownToken = "INVALID_ACCESS_TOKEN"
