package wire

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// KeyHeaders are the headers in which client_id and secret may come instead of
// in the body.
var KeyHeaders = map[string]string{"client_id": "Plaid-Client-Id", "secret": "Plaid-Secret"}

// MaxBody is the largest request body that is read, in bytes.
const MaxBody = 4 << 20

// ReadBody reads a request's body, which must be a JSON object; an empty body
// counts as {}. Errors: INVALID_HEADERS for another Content-Type, INVALID_BODY.
func ReadBody(r *http.Request) ([]byte, map[string]json.RawMessage, *Error) {
	if ct, _, err := mime.ParseMediaType(r.Header.Get("Content-Type")); err != nil || ct != "application/json" {
		return nil, nil, ErrContentType
	}
	body, err := io.ReadAll(io.LimitReader(r.Body, MaxBody+1))
	if err != nil || len(body) > MaxBody {
		return nil, nil, ErrInvalidBody
	}
	if len(bytes.TrimSpace(body)) == 0 {
		body = []byte("{}")
	}
	var fields map[string]json.RawMessage
	if json.Unmarshal(body, &fields) != nil {
		return nil, nil, ErrInvalidBody
	}
	return body, fields, nil
}

// ParseDuration reads a duration as Go writes it ("90s", "36h") or whole days
// ("30d").
func ParseDuration(text string) (time.Duration, bool) {
	if days, ok := strings.CutSuffix(text, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		return time.Duration(n) * 24 * time.Hour, err == nil
	}
	d, err := time.ParseDuration(text)
	return d, err == nil
}

// CheckCountries refuses an empty country_codes with INVALID_FIELD.
func CheckCountries(countries []string) *Error {
	if len(countries) == 0 {
		return InvalidField("country_codes must be a non-empty array, and include only Plaid-supported country codes")
	}
	return nil
}

// CheckWebhook refuses with INVALID_FIELD what no webhook can be sent to.
func CheckWebhook(address string) *Error {
	if !strings.HasPrefix(address, "http://") && !strings.HasPrefix(address, "https://") {
		return InvalidField("webhook must be a valid URL")
	}
	return nil
}

// CheckProducts refuses an empty list with INVALID_FIELD, and products that no
// Item can start with with INVALID_PRODUCT.
func CheckProducts(products []string) *Error {
	if len(products) == 0 {
		return InvalidField("products must be a non-empty array")
	}
	for _, p := range products {
		if slices.Contains(neverInitial, p) {
			return &Error{Type: "INVALID_INPUT", Code: "INVALID_PRODUCT", Message: `client is not authorized to access the following products: ["` + p + `"]`}
		}
	}
	return nil
}

// neverInitial are the products that no Item starts with.
var neverInitial = []string{"balance", "recurring_transactions", "transactions_refresh", "investments_refresh", "monitor"}

// InvalidField is the error INVALID_FIELD: a field of the request has a wrong
// value.
func InvalidField(format string, a ...any) *Error {
	return &Error{Type: "INVALID_REQUEST", Code: "INVALID_FIELD", Message: fmt.Sprintf(format, a...)}
}
