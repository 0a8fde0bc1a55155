package plaidsim

import (
	"net/http"
	"strings"
)

// plaidError is an error body of Plaid's, less its request_id.
type plaidError struct {
	status  int // HTTP; 0: 400
	typ     string
	code    string
	message string
	display string // empty: null
}

// Error makes a plaidError usable where Go wants an error.
func (e *plaidError) Error() string { return e.typ + "/" + e.code + ": " + e.message }

// httpStatus is the status line that goes with the error.
func (e *plaidError) httpStatus() int {
	if e.status == 0 {
		return http.StatusBadRequest
	}
	return e.status
}

// body is the error as JSON has it.
func (e *plaidError) body(requestID string) object {
	return object{
		"display_message":   orNull(e.display),
		"documentation_url": "https://plaid.com/docs/?ref=error#" + strings.ToLower(strings.ReplaceAll(strings.TrimSuffix(e.typ, "_ERROR"), "_", "-")) + "-errors",
		"error_code":        e.code,
		"error_message":     e.message,
		"error_type":        e.typ,
		"request_id":        requestID,
		"suggested_action":  nil,
	}
}

// inside is the error as part of an Item, a Link session or a webhook.
func (e *plaidError) inside() object {
	out := e.body("")
	delete(out, "request_id")
	out["status"] = e.httpStatus()
	return out
}

// The errors that many endpoints share.
var (
	errNotFound      = &plaidError{status: http.StatusNotFound, typ: "INVALID_REQUEST", code: "NOT_FOUND", message: "not found"}
	errContentType   = &plaidError{typ: "INVALID_REQUEST", code: "INVALID_HEADERS", message: "Content-Type must be application/json"}
	errInvalidBody   = &plaidError{typ: "INVALID_REQUEST", code: "INVALID_BODY", message: "body could not be parsed as JSON"}
	errInternal      = &plaidError{status: http.StatusInternalServerError, typ: "API_ERROR", code: "INTERNAL_SERVER_ERROR", message: "an unexpected error occurred"}
	errAPIKeys       = &plaidError{typ: "INVALID_INPUT", code: "INVALID_API_KEYS", message: "invalid client_id or secret provided"}
	errAccessToken   = &plaidError{typ: "INVALID_INPUT", code: "INVALID_ACCESS_TOKEN", message: "could not find matching access token"}
	errPublicToken   = &plaidError{typ: "INVALID_INPUT", code: "INVALID_PUBLIC_TOKEN", message: "could not find matching public token"}
	errLinkToken     = &plaidError{typ: "INVALID_INPUT", code: "INVALID_LINK_TOKEN", message: "invalid link_token provided"}
	errInstitution   = &plaidError{typ: "INVALID_INPUT", code: "INVALID_INSTITUTION", message: "invalid institution_id provided"}
	errAccountID     = &plaidError{typ: "INVALID_INPUT", code: "INVALID_ACCOUNT_ID", message: "failed to find requested account ID for requested item"}
	errItemNotFound  = itemError("ITEM_NOT_FOUND", "The Item you requested cannot be found. This Item does not exist, has been previously removed via /item/remove, or has had access removed by the user.", "")
	errLoginRequired = itemError("ITEM_LOGIN_REQUIRED", "the login details of this item have changed (credentials, MFA, or required user action) and a user login is required to update this information. use Link's update mode to restore the item to a good state", "")
	errNotReady      = itemError("PRODUCT_NOT_READY", "the requested product is not yet ready. please provide a webhook or try the request again later", "")
	errNotSupported  = itemError("PRODUCTS_NOT_SUPPORTED", "", "")
	errSyncMutation  = &plaidError{typ: "TRANSACTIONS_ERROR", code: "TRANSACTIONS_SYNC_MUTATION_DURING_PAGINATION", message: "Underlying transaction data changed since last page was fetched. Please restart pagination from last update."}
	errForeignCursor = invalidField("cursor not associated with access_token")
)

// itemError is an ITEM_ERROR.
func itemError(code, message, display string) *plaidError {
	return &plaidError{typ: "ITEM_ERROR", code: code, message: message, display: display}
}
