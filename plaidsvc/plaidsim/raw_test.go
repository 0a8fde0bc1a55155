package plaidsim

import (
	"encoding/json"
	"net/http"
	"strings"

	"passbook/plaidsvc/plaidsim/wire"
)

// raw posts a body as a client without a library does, and gives the answer's
// status and JSON.
func (s *sim) raw(path string, body wire.Object) (int, map[string]any) {
	s.t.Helper()
	text, err := json.Marshal(wire.With(wire.Object{"client_id": "x", "secret": "y"}, body))
	s.must(err)
	status, answer := s.post(path, jsonType, string(text))
	var out map[string]any
	s.must(json.Unmarshal([]byte(answer), &out))
	return status, out
}

// get is the answer to a body that is accepted.
func (s *sim) get(path string, body wire.Object) map[string]any {
	s.t.Helper()
	status, out := s.raw(path, body)
	if status != http.StatusOK {
		s.t.Fatalf("%s %v: %d %v", path, body, status, out)
	}
	return out
}

// refusal is the error_code of a body that is refused; empty: it is accepted.
func (s *sim) refusal(path string, body wire.Object) string {
	s.t.Helper()
	_, out := s.raw(path, body)
	code, _ := out["error_code"].(string)
	return code
}

// linkWith makes an Item at First Platypus Bank with the options of
// /sandbox/public_token/create, and gives its access token.
func (s *sim) linkWith(options wire.Object, products ...string) string {
	s.t.Helper()
	made := s.get("/sandbox/public_token/create", wire.Object{"institution_id": platypus, "initial_products": products, "options": options})
	return s.get("/item/public_token/exchange", wire.Object{"public_token": made["public_token"]})["access_token"].(string)
}

// at is a value inside an answer; the path's parts are keys, or #0 for the
// first element of a list.
func at(v any, path string) any {
	for part := range strings.SplitSeq(path, ".") {
		switch in := v.(type) {
		case map[string]any:
			v = in[part]
		case []any:
			n := int(part[1] - '0')
			if n >= len(in) {
				return nil
			}
			v = in[n]
		default:
			return nil
		}
	}
	return v
}

// rows is a list inside an answer.
func rows(v any, path string) []map[string]any {
	var out []map[string]any
	list, _ := at(v, path).([]any)
	for _, e := range list {
		out = append(out, e.(map[string]any))
	}
	return out
}

// has reports whether an object has a key, with whatever value.
func has(v any, key string) bool {
	_, ok := v.(map[string]any)[key]
	return ok
}
