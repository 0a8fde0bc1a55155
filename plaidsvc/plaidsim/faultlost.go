package plaidsim

import (
	"io"
	"net"
	"net/http"
	"slices"
)

// plaidError is the error of a fault: a code of Plaid's with what belongs to
// it, or one that is described in full; nil: neither.
func (f *fault) plaidError() *plaidError {
	e := plaidError{status: f.Status, typ: f.Type, code: f.Code, message: f.Message, display: f.Display}
	if e.code == "" {
		e.code = errInternal.code
	}
	known := knownError(e.code)
	if known == nil {
		if e.typ == "" || e.message == "" {
			return nil
		}
		return &e
	}
	for _, fill := range []struct{ to, from *string }{{&e.typ, &known.typ}, {&e.message, &known.message}, {&e.display, &known.display}} {
		if *fill.to == "" {
			*fill.to = *fill.from
		}
	}
	if e.status == 0 {
		e.status = known.status
	}
	return &e
}

// knownError is an error by its code; nil: Plaid has none of that name.
func knownError(code string) *plaidError {
	if e := loginErrors[code]; e != nil {
		return e
	}
	i := slices.IndexFunc(otherErrors, func(e *plaidError) bool { return e.code == code })
	if i < 0 {
		return nil
	}
	return otherErrors[i]
}

// noAccounts is that an Item has no account of a product.
func noAccounts(code, kind string) *plaidError {
	return itemError(code, "There are no valid "+kind+" account(s) associated with this Item. See https://plaid.com/docs/api/#item-errors for more information.", "")
}

// otherErrors are the errors that signing in does not end with.
var otherErrors = []*plaidError{
	errNotFound, errContentType, errInvalidBody, errInternal, errAPIKeys, errAccessToken, errPublicToken, errLinkToken, errInstitution,
	errAccountID, errItemNotFound, errLoginRequired, errNotReady, errNotSupported, errSyncMutation, errForeignCursor, errRevoked, errNoWebhook,
	noAccounts("NO_AUTH_ACCOUNTS", "checking or savings"), noAccounts("NO_INVESTMENT_ACCOUNTS", "investment"), noAccounts("NO_INVESTMENT_AUTH_ACCOUNTS", "investment"), noAccounts("NO_LIABILITY_ACCOUNTS", "liability"),
	itemError("ACCESS_NOT_GRANTED", "access to this product was not granted for the account", "The user did not grant the necessary permissions for this product on their account."),
	itemError("PRODUCT_NOT_ENABLED", "A requested product was not enabled for the current access token. Please ensure it is included when when initializing Link and create the Item again.", ""),
	itemError("ITEM_CONCURRENTLY_DELETED", "This item was deleted while the operation was in progress", ""),
	{typ: "INVALID_INPUT", code: "ADDITIONAL_CONSENT_REQUIRED", message: "client does not have user consent to access the PRODUCT_AUTH product"},
	{typ: "INVALID_INPUT", code: "UNAUTHORIZED_ENVIRONMENT", message: "you are not authorized to create items in this api environment. Go to the Dashboard (https://dashboard.plaid.com) to see which environments you are authorized for."},
	{typ: "INVALID_INPUT", code: "UNAUTHORIZED_ROUTE_ACCESS", message: "you are not authorized to access this route in this api environment."},
	{typ: "INVALID_INPUT", code: "DIRECT_INTEGRATION_NOT_ENABLED", message: "your client ID is only authorized to use Plaid Link. head to the docs (https://plaid.com/docs) to get started."},
	{typ: "INVALID_RESULT", code: "LAST_UPDATED_DATETIME_OUT_OF_RANGE", message: "requested datetime out of range, most recently updated balance 2026-01-01T00:00:00Z"},
	{typ: "INSTITUTION_ERROR", code: "UNSUPPORTED_RESPONSE", message: "the data returned from the financial institution is not valid", display: "The data returned from the financial institution is not valid."},
	{typ: "INSTITUTION_ERROR", code: "UNAUTHORIZED_INSTITUTION", message: "not authorized to create items for this institution", display: "You are not authorized to create items for this institution at this time."},
	{typ: "INSTITUTION_ERROR", code: "INSTITUTION_REGISTRATION_REQUIRED", message: "not yet registered to create items for this institution", display: "You must register your application with this institution before you can create items for it."},
	{typ: "API_ERROR", code: "PLANNED_MAINTENANCE", status: http.StatusServiceUnavailable, message: "the Plaid API is temporarily unavailable due to planned maintenance"},
	{typ: "RATE_LIMIT_EXCEEDED", code: "INSTITUTION_RATE_LIMIT", status: http.StatusTooManyRequests, message: "The institution is currently receiving too many requests. Please try again later."},
	{typ: "RATE_LIMIT_EXCEEDED", code: "CREDITS_EXHAUSTED", status: http.StatusTooManyRequests, message: "Free usage exhausted, please request full Production access to continue using this product"},
	{typ: "RATE_LIMIT_EXCEEDED", code: "TRIAL_CONNECTION_LIMIT", status: http.StatusTooManyRequests, message: "the limit of connections of the Trial plan has been reached"},
	{typ: "USER_ERROR", code: "INVALID_USER_IDENTITY_DATA", status: http.StatusForbidden, message: "Invalid email format."},
}

func errorFault(f *fault, w http.ResponseWriter, r *http.Request) {
	e := f.plaidError()
	writeJSON(w, r, e.httpStatus(), e.body(lostRequestID))
}

// lostRequestID is the request_id of answers that no endpoint gave.
const lostRequestID = "F4uLtPlaids1m00"

func rateLimitFault(_ *fault, w http.ResponseWriter, r *http.Request) {
	l := limits[r.URL.Path]
	code := l.itemCode
	if code == "" {
		code = l.clientCode
	}
	e := errRateLimit(code)
	writeJSON(w, r, e.httpStatus(), e.body(lostRequestID))
}

func badGateway(_ *fault, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/html")
	w.WriteHeader(http.StatusBadGateway)
	io.WriteString(w, "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>\r\n<center><h1>502 Bad Gateway</h1></center>\r\n</body>\r\n</html>\r\n")
}

func emptyBody(_ *fault, w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(http.StatusOK)
}

// resetConnection ends the connection the hard way.
func resetConnection(_ *fault, w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(http.ErrAbortHandler) // over HTTP/2 it ends the stream
	}
	if tcp, ok := conn.(*net.TCPConn); ok {
		tcp.SetLinger(0)
	}
	conn.Close()
}
