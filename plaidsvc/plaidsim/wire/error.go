package wire

import (
	"net/http"
	"strings"
)

// Error is the body of one of Plaid's errors, without its request_id.
type Error struct {
	Status  int // HTTP; 0: 400
	Type    string
	Code    string
	Message string
	Display string // empty: null
}

// Error gives type, code and message in one line.
func (e *Error) Error() string { return e.Type + "/" + e.Code + ": " + e.Message }

// HTTPStatus is the status code of the answer.
func (e *Error) HTTPStatus() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// Body is the JSON of an answer that is this error.
func (e *Error) Body(requestID string) Object {
	return Object{
		"display_message":   OrNull(e.Display),
		"documentation_url": "https://plaid.com/docs/?ref=error#" + strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(e.Type, "_ERROR"), "_", "-")) + "-errors",
		"error_code":        e.Code,
		"error_message":     e.Message,
		"error_type":        e.Type,
		"request_id":        requestID,
		"suggested_action":  nil,
	}
}

// Nested is the error as a part of an Item, a Link session or a webhook shows
// it.
func (e *Error) Nested() Object {
	out := e.Body("")
	delete(out, "request_id")
	out["status"] = e.HTTPStatus()
	return out
}

// The errors that many endpoints share.
var (
	ErrNotFound      = &Error{Status: http.StatusNotFound, Type: "INVALID_REQUEST", Code: "NOT_FOUND", Message: "not found"}
	ErrContentType   = &Error{Type: "INVALID_REQUEST", Code: "INVALID_HEADERS", Message: "Content-Type must be application/json"}
	ErrInvalidBody   = &Error{Type: "INVALID_REQUEST", Code: "INVALID_BODY", Message: "body could not be parsed as JSON"}
	ErrInternal      = &Error{Status: http.StatusInternalServerError, Type: "API_ERROR", Code: "INTERNAL_SERVER_ERROR", Message: "an unexpected error occurred"}
	ErrAPIKeys       = &Error{Type: "INVALID_INPUT", Code: "INVALID_API_KEYS", Message: "invalid client_id or secret provided"}
	ErrAccessToken   = &Error{Type: "INVALID_INPUT", Code: "INVALID_ACCESS_TOKEN", Message: "could not find matching access token"}
	ErrPublicToken   = &Error{Type: "INVALID_INPUT", Code: "INVALID_PUBLIC_TOKEN", Message: "could not find matching public token"}
	ErrLinkToken     = &Error{Type: "INVALID_INPUT", Code: "INVALID_LINK_TOKEN", Message: "invalid link_token provided"}
	ErrInstitution   = &Error{Type: "INVALID_INPUT", Code: "INVALID_INSTITUTION", Message: "invalid institution_id provided"}
	ErrAccountID     = &Error{Type: "INVALID_INPUT", Code: "INVALID_ACCOUNT_ID", Message: "failed to find requested account ID for requested item"}
	ErrItemNotFound  = ItemError("ITEM_NOT_FOUND", "The Item you requested cannot be found. This Item does not exist, has been previously removed via /item/remove, or has had access removed by the user.", "")
	ErrLoginRequired = ItemError("ITEM_LOGIN_REQUIRED", "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update this information. use Link's update mode to restore the item to a good state", "")
	ErrNotReady      = ItemError("PRODUCT_NOT_READY", "the requested product is not yet ready. please provide a webhook or try the request again later", "")
	ErrNotSupported  = ItemError("PRODUCTS_NOT_SUPPORTED", "", "")
	ErrSyncMutation  = &Error{Type: "TRANSACTIONS_ERROR", Code: "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION", Message: "Underlying transaction data changed since last page was fetched. Please restart pagination from last update."}
	ErrForeignCursor = InvalidField("cursor not associated with access_token")
)

// ItemError makes an error of the type ITEM_ERROR. An empty display is null.
func ItemError(code, message, display string) *Error {
	return &Error{Type: "ITEM_ERROR", Code: code, Message: message, Display: display}
}

// InWebhook is the error as webhooks show it.
func (e *Error) InWebhook() Object {
	return Object{
		"error_type": e.Type, "error_code": e.Code, "error_code_reason": nil, "error_message": e.Message,
		"display_message": OrNull(e.Display), "status": e.HTTPStatus(),
	}
}
