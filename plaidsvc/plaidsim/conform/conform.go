// Package conform holds HTTP traffic against Plaid's OpenAPI document, as it
// comes with plaid-go, and answers also against what a newer one requires. It is
// for tests only.
package conform

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os/exec"
	"strings"
	"sync"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
)

// document loads Plaid's OpenAPI document once.
var document = sync.OnceValues(func() (*openapi3.T, error) {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/plaid/plaid-go/v41").Output()
	if err != nil {
		return nil, err
	}
	return openapi3.NewLoader().LoadFromFile(strings.TrimSpace(string(dir)) + "/api/openapi.yaml")
})

// Handler passes requests on to h and fails the test for every answer that is
// outside Plaid's document or lacks what a newer one requires, and for every
// request outside the document that h accepts. Paths that the document does not have pass unseen.
func Handler(t testing.TB, h http.Handler) http.Handler {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatalf("load Plaid's OpenAPI document: %v", err)
	}
	failure := doc.Paths.Value("/item/get").Post.Responses.Default()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		path := doc.Paths.Value(r.URL.Path)
		if path == nil || path.Post == nil {
			h.ServeHTTP(w, r)
			return
		}
		body, _ := io.ReadAll(r.Body)
		r.Body = io.NopCloser(bytes.NewReader(body))
		rec := httptest.NewRecorder()
		h.ServeHTTP(rec, r)
		if r.Context().Err() != nil {
			return // the client went away before there was an answer
		}
		if rec.Code == http.StatusOK {
			checkRequest(t, r.URL.Path, path.Post, body)
		}
		checkAnswer(t, r.URL.Path, path.Post, failure, rec)
		for k, v := range rec.Header() {
			w.Header()[k] = v
		}
		w.WriteHeader(rec.Code)
		w.Write(rec.Body.Bytes())
	})
}

// checkRequest checks a body that was accepted.
func checkRequest(t testing.TB, path string, op *openapi3.Operation, body []byte) {
	var v any
	if len(bytes.TrimSpace(body)) == 0 || json.Unmarshal(body, &v) != nil || v == nil {
		return
	}
	schema := op.RequestBody.Value.Content.Get("application/json").Schema.Value
	if schema.VisitJSON(v) == nil {
		return
	}
	dropNulls(v)
	if err := schema.VisitJSON(v); err != nil {
		t.Errorf("request to %s was accepted outside its schema: %v", path, err)
	}
}

// dropNulls leaves out the members of objects that are null: clients write them
// for what they do not send. Where one is required it is missing then.
func dropNulls(v any) {
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			if member == nil {
				delete(v, name)
			} else {
				dropNulls(member)
			}
		}
	case []any:
		for _, element := range v {
			dropNulls(element)
		}
	}
}

// checkAnswer checks the body of an answer against the schema of its status;
// fallback is the one of errors.
func checkAnswer(t testing.TB, path string, op *openapi3.Operation, fallback *openapi3.ResponseRef, rec *httptest.ResponseRecorder) {
	response := op.Responses.Default()
	if rec.Code == http.StatusOK {
		response = op.Responses.Status(http.StatusOK)
	}
	if response == nil {
		response = fallback // a few endpoints document no errors
	}
	kind, _, _ := strings.Cut(rec.Header().Get("Content-Type"), ";")
	media := response.Value.Content.Get(kind)
	if media == nil && binary(response.Value) {
		return
	}
	if media == nil {
		t.Errorf("%s answered %d with %q, which the document does not have", path, rec.Code, kind)
		return
	}
	if kind != "application/json" {
		return
	}
	raw := rec.Body.Bytes()
	if rec.Header().Get("Content-Encoding") == "gzip" {
		z, err := gzip.NewReader(bytes.NewReader(raw))
		if err != nil {
			t.Errorf("%s: %v", path, err)
			return
		}
		raw, _ = io.ReadAll(z)
	}
	var v any
	if err := json.Unmarshal(raw, &v); err != nil {
		t.Errorf("%s answered what is not JSON: %v", path, err)
		return
	}
	if err := media.Schema.Value.VisitJSON(v, openapi3.EnableFormatValidation()); err != nil {
		t.Errorf("%s answered outside its schema: %v", path, err)
	}
	if rec.Code == http.StatusOK {
		checkNewer(t, path, v)
	}
}

// binary reports whether a response is a file, whose type the document does not
// always get right.
func binary(r *openapi3.Response) bool {
	for _, m := range r.Content {
		if m.Schema.Value.Format == "binary" {
			return true
		}
	}
	return false
}

// Webhook fails the test for a webhook that is outside the schema of that
// name.
func Webhook(t testing.TB, schema string, body []byte) {
	t.Helper()
	doc, err := document()
	if err != nil {
		t.Fatalf("load Plaid's OpenAPI document: %v", err)
	}
	var v any
	if err := json.Unmarshal(body, &v); err != nil {
		t.Errorf("the webhook is not JSON: %v", err)
		return
	}
	s := doc.Components.Schemas[schema]
	if s == nil {
		t.Fatalf("Plaid's document has no %s", schema)
	}
	if err := s.Value.VisitJSON(v, openapi3.EnableFormatValidation()); err != nil {
		t.Errorf("%s is outside its schema: %v\n%s", schema, err, body)
	}
}
