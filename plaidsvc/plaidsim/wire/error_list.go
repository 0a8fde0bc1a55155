package wire

import (
	"net/http"
	"slices"
)

// ErrorByCode finds one of Plaid's errors by its error_code; nil: there is
// none.
func ErrorByCode(code string) *Error {
	if e := LoginErrors[code]; e != nil {
		return e
	}
	i := slices.IndexFunc(OtherErrors, func(e *Error) bool { return e.Code == code })
	if i < 0 {
		return nil
	}
	return OtherErrors[i]
}

// OtherErrors are the errors that are not the end of a login.
var OtherErrors = []*Error{
	ErrNotFound, ErrContentType, ErrInvalidBody, ErrInternal, ErrAPIKeys, ErrAccessToken, ErrPublicToken, ErrLinkToken, ErrInstitution,
	ErrAccountID, ErrItemNotFound, ErrLoginRequired, ErrNotReady, ErrNotSupported, ErrSyncMutation, ErrForeignCursor, ErrRevoked, ErrNoWebhook,
	NoAccounts("NO_AUTH_ACCOUNTS", "checking or savings"), NoAccounts("NO_INVESTMENT_ACCOUNTS", "investment"), NoAccounts("NO_INVESTMENT_AUTH_ACCOUNTS", "investment"), NoAccounts("NO_LIABILITY_ACCOUNTS", "liability"),
	ItemError("ACCESS_NOT_GRANTED", "access to this product was not granted for the account", "The user did not grant the necessary permissions for this product on their account."),
	ItemError("PRODUCT_NOT_ENABLED", "A requested product was not enabled for the current access token. Please ensure it is included when when initializing Link and create the Item again.", ""),
	ItemError("ITEM_CONCURRENTLY_DELETED", "This item was deleted while the operation was in progress", ""),
	{Type: "INVALID_INPUT", Code: "ADDITIONAL_CONSENT_REQUIRED", Message: "client does not have user consent to access the PRODUCT_AUTH product"},
	{Type: "INVALID_INPUT", Code: "UNAUTHORIZED_ENVIRONMENT", Message: "you are not authorized to create items in this api environment. Go to the Dashboard (https://dashboard.plaid.com) to see which environments you are authorized for."},
	{Type: "INVALID_INPUT", Code: "UNAUTHORIZED_ROUTE_ACCESS", Message: "you are not authorized to access this route in this api environment."},
	{Type: "INVALID_INPUT", Code: "DIRECT_INTEGRATION_NOT_ENABLED", Message: "your client ID is only authorized to use Plaid Link. head to the docs (https://plaid.com/docs) to get started."},
	{Type: "INVALID_RESULT", Code: "LAST_UPDATED_DATETIME_OUT_OF_RANGE", Message: "requested datetime out of range, most recently updated balance 2026-01-01T00:00:00Z"},
	{Type: "INSTITUTION_ERROR", Code: "UNSUPPORTED_RESPONSE", Message: "the data returned from the financial institution is not valid", Display: "The data returned from the financial institution is not valid."},
	{Type: "INSTITUTION_ERROR", Code: "UNAUTHORIZED_INSTITUTION", Message: "not authorized to create items for this institution", Display: "You are not authorized to create items for this institution at this time."},
	{Type: "INSTITUTION_ERROR", Code: "INSTITUTION_REGISTRATION_REQUIRED", Message: "not yet registered to create items for this institution", Display: "You must register your application with this institution before you can create items for it."},
	{Type: "API_ERROR", Code: "PLANNED_MAINTENANCE", Status: http.StatusServiceUnavailable, Message: "the Plaid API is temporarily unavailable due to planned maintenance"},
	{Type: "RATE_LIMIT_EXCEEDED", Code: "INSTITUTION_RATE_LIMIT", Status: http.StatusTooManyRequests, Message: "The institution is currently receiving too many requests. Please try again later."},
	{Type: "RATE_LIMIT_EXCEEDED", Code: "CREDITS_EXHAUSTED", Status: http.StatusTooManyRequests, Message: "Free usage exhausted, please request full Production access to continue using this product"},
	{Type: "RATE_LIMIT_EXCEEDED", Code: "TRIAL_CONNECTION_LIMIT", Status: http.StatusTooManyRequests, Message: "the limit of connections of the Trial plan has been reached"},
	{Type: "USER_ERROR", Code: "INVALID_USER_IDENTITY_DATA", Status: http.StatusForbidden, Message: "Invalid email format."},
}

// NoAccounts is the ITEM_ERROR that an Item has no account of a kind.
func NoAccounts(code, kind string) *Error {
	return ItemError(code, "There are no valid "+kind+" account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
}

// ErrRevoked is the error of an Item whose person has revoked the permission at
// Plaid.
var ErrRevoked = &Error{Type: "INVALID_INPUT", Code: "USER_PERMISSION_REVOKED", Message: "the holder of this account has revoked their permission for your application to access it"}

// ErrNoWebhook is the error of /sandbox/item/fire_webhook for an Item without a
// webhook.
var ErrNoWebhook = &Error{
	Type: "SANDBOX_ERROR", Code: "SANDBOX_WEBHOOK_INVALID",
	Message: "Webhook for this item is either not set up, or invalid. Please update the item's webhook and try again.",
}
