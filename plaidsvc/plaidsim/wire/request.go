package wire

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/internal/schema"
)

//go:generate go run gen.go

//go:embed requests.json
var requestsJSON []byte

// Requests is what Plaid's OpenAPI document says of every request.
var Requests = sync.OnceValue(func() *schema.Document {
	var d schema.Document
	if err := json.Unmarshal(requestsJSON, &d); err != nil {
		panic(err) // the file is part of the program
	}
	// The document's text sends newer customers to user_id, which the bodies of
	// the endpoints about income do not list.
	for path, p := range d.Paths {
		if strings.HasPrefix(path, "/credit/") && p.Body != nil {
			if props := d.Resolve(p.Body).Props; props["user_token"] != nil && props["user_id"] == nil {
				props["user_id"] = props["user_token"]
			}
		}
	}
	return &d
})

// NeedsKeys reports whether a path wants client_id and secret.
func NeedsKeys(path string) bool { return !Requests().Paths[path].Open }

// versions are those of Plaid's API.
var versions = []string{"2017-03-08", "2018-05-22", "2019-05-29", "2020-09-14"}

// CheckVersion refuses a Plaid-Version that there is not with INVALID_HEADERS.
func CheckVersion(h http.Header) *Error {
	if v := h.Get("Plaid-Version"); v != "" && !slices.Contains(versions, v) {
		return &Error{Type: "INVALID_REQUEST", Code: "INVALID_HEADERS", Message: "Plaid-Version must be the date of a version of the API, such as 2020-09-14"}
	}
	return nil
}

// CheckRequest checks a request's fields against Plaid's document. Errors, in
// this order: UNKNOWN_FIELDS, MISSING_FIELDS, INVALID_FIELD. A null is the same
// as no field, unless the field is required or the document says that it must
// not be null, as the options of the endpoints for transactions.
func CheckRequest(path string, fields map[string]json.RawMessage, h http.Header) *Error {
	p := Requests().Paths[path]
	if p.Body == nil {
		return nil
	}
	s := Requests().Resolve(p.Body)
	var unknown, missing []string
	for name := range fields {
		if s.Props[name] == nil && name != "client_id" && name != "secret" {
			unknown = append(unknown, name)
		}
	}
	if len(unknown) > 0 {
		slices.Sort(unknown)
		return &Error{Type: "INVALID_REQUEST", Code: "UNKNOWN_FIELDS", Message: "the following fields are not recognized by this endpoint: " + strings.Join(unknown, ", ")}
	}
	if !p.Open {
		for _, k := range []string{"client_id", "secret"} {
			if _, ok := fields[k]; !ok && len(h.Values(KeyHeaders[k])) == 0 {
				missing = append(missing, k)
			}
		}
	}
	for _, name := range s.Required {
		if _, ok := fields[name]; !ok {
			missing = append(missing, name)
		}
	}
	if len(missing) > 0 {
		return &Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: " + strings.Join(missing, ", ")}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if name == "client_id" || name == "secret" {
			continue
		}
		var v any
		_ = json.Unmarshal(fields[name], &v) // a RawMessage is JSON
		if v == nil && !slices.Contains(s.Required, name) && !Requests().Resolve(s.Props[name]).NotNull {
			continue // many clients write null for what they leave out
		}
		if err := checkValue(s.Props[name], name, v); err != nil {
			return err
		}
	}
	return nil
}

// checkValue checks a value against its schema; name is its path in the body.
func checkValue(s *schema.Schema, name string, v any) *Error {
	s = Requests().Resolve(s)
	if v == nil {
		if s.Nullable || s.Type == "" {
			return nil
		}
		return InvalidField("%s must be %s, not null", name, noun(s.Type))
	}
	ok := true
	switch s.Type {
	case "string":
		var t string
		if t, ok = v.(string); ok {
			return checkString(s, name, t)
		}
	case "integer", "number":
		var n float64
		if n, ok = v.(float64); ok && s.Type == "integer" {
			ok = n == math.Trunc(n)
		}
		if ok && (s.Min != nil && n < *s.Min || s.Max != nil && n > *s.Max) {
			return InvalidField("%s is out of range", name)
		}
	case "boolean":
		_, ok = v.(bool)
	case "array":
		var list []any
		if list, ok = v.([]any); ok && s.Items != nil {
			for i, e := range list {
				if err := checkValue(s.Items, fmt.Sprintf("%s[%d]", name, i), e); err != nil {
					return err
				}
			}
		}
	case "object":
		var m map[string]any
		if m, ok = v.(map[string]any); ok {
			return checkObject(s, name, m)
		}
	}
	if !ok {
		return InvalidField("%s must be %s", name, noun(s.Type))
	}
	return nil
}

// checkObject checks the fields of an object inside the body. As with Plaid,
// unknown names are accepted there, and null where a field is optional.
func checkObject(s *schema.Schema, name string, m map[string]any) *Error {
	for _, r := range s.Required {
		if _, ok := m[r]; !ok {
			return &Error{Type: "INVALID_REQUEST", Code: "MISSING_FIELDS", Message: "the following required fields are missing: " + name + "." + r}
		}
	}
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if p := s.Props[k]; p != nil && (m[k] != nil || slices.Contains(s.Required, k)) {
			if err := checkValue(p, name+"."+k, m[k]); err != nil {
				return err
			}
		}
	}
	return nil
}

// checkString checks a text's length and form, and whether it is one of an
// enum.
func checkString(s *schema.Schema, name, t string) *Error {
	n := uint64(utf8.RuneCountInString(t))
	switch {
	case n < s.MinLen:
		return InvalidField("%s must be a non-empty string", name)
	case s.MaxLen != nil && n > *s.MaxLen:
		return InvalidField("%s must be at most %d characters long", name, *s.MaxLen)
	case len(s.Enum) > 0 && !slices.Contains(s.Enum, any(t)):
		return InvalidField("%s has an invalid value: %.64q", name, t)
	case s.Format == "date":
		if _, ok := draw.ParseDay(t); !ok {
			return InvalidField("%s must be a valid date, in the format YYYY-MM-DD", name)
		}
	case s.Format == "date-time":
		if _, err := time.Parse(time.RFC3339, t); err != nil {
			return InvalidField("%s must be a valid ISO 8601 datetime", name)
		}
	}
	return nil
}

// noun names a type with its article.
func noun(typ string) string {
	switch typ {
	case "string":
		return "a string"
	case "integer":
		return "an integer"
	case "number":
		return "a number"
	case "boolean":
		return "a boolean"
	case "array":
		return "an array"
	default:
		return "an object"
	}
}
