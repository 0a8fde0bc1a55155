package link

import "errors"

// Result is what Link hands over when a login succeeded. In update mode
// PublicToken can be ignored: the Item keeps its access token.
type Result struct {
	PublicToken   string
	InstitutionID string
	Institution   string // its name
	Accounts      []Account
	LinkSessionID string
}

// Account is an account that the person chose to share.
type Account struct {
	ID, Name, Mask, Type, Subtype string
}

// ErrCancelled says that the person left Link without an error.
var ErrCancelled = errors.New("linking was cancelled")

// ErrExpired says that the life of the link token ended before the person was
// done.
var ErrExpired = errors.New("the time for linking ran out")

// ExitError says that the person left Link after an error, or in the middle of
// it. Without an ErrorCode it is an ErrCancelled for errors.Is.
type ExitError struct {
	ErrorCode      string // such as INSTITUTION_DOWN
	DisplayMessage string // Plaid's words for the person; may be empty
	Status         string // where they left, such as requires_credentials
	Institution    string // name, when one was chosen
	LinkSessionID  string // for Plaid's support, as is RequestID
	RequestID      string // of Link's last request
}

func (e *ExitError) Error() string {
	switch {
	case e.ErrorCode == "":
		return ErrCancelled.Error()
	case e.DisplayMessage != "":
		return e.DisplayMessage
	}
	return "linking ended with " + e.ErrorCode
}

// Is makes an exit without an error an ErrCancelled.
func (e *ExitError) Is(target error) bool { return target == ErrCancelled && e.ErrorCode == "" }

// ClosedError says that the person closed the page when all was done but for
// Link's last button: the login was opened at Plaid, and its public token is
// lost. For errors.Is it is an ErrCancelled.
type ClosedError struct{ InstitutionID string }

func (e *ClosedError) Error() string {
	return "the page was closed before Link's last button was pressed, so nothing was handed over"
}

// Is makes a closed page an ErrCancelled.
func (e *ClosedError) Is(target error) bool { return target == ErrCancelled }
