//go:build ignore

// Gen reduces the OpenAPI document of the plaid-go module to what plaidsim
// checks requests with: requests.json.
package main

import (
	"bytes"
	"encoding/json"
	"log"
	"os"
	"os/exec"
	"path"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
)

// schema is what is kept of a schema; a name stands for one of the shared ones.
type schema struct {
	Ref      string             `json:"ref,omitempty"`
	Type     string             `json:"type,omitempty"`
	Nullable bool               `json:"null,omitempty"`
	Required []string           `json:"req,omitempty"`
	Props    map[string]*schema `json:"props,omitempty"`
	Items    *schema            `json:"items,omitempty"`
	Enum     []any              `json:"enum,omitempty"`
	Format   string             `json:"format,omitempty"`
	Min      *float64           `json:"min,omitempty"`
	Max      *float64           `json:"max,omitempty"`
	MinLen   uint64             `json:"minlen,omitempty"`
	MaxLen   *uint64            `json:"maxlen,omitempty"`
}

var shared = map[string]*schema{}

func main() {
	dir, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "github.com/plaid/plaid-go/v41").Output()
	check(err)
	doc, err := openapi3.NewLoader().LoadFromFile(strings.TrimSpace(string(dir)) + "/api/openapi.yaml")
	check(err)
	var out bytes.Buffer
	out.WriteString("{\"paths\":{\n")
	for i, p := range doc.Paths.InMatchingOrder() {
		post := doc.Paths.Value(p).Post
		if post == nil {
			continue
		}
		s := &schema{Type: "object"}
		if post.RequestBody != nil {
			s = reduce(post.RequestBody.Value.Content.Get("application/json").Schema)
		}
		if i > 0 {
			out.WriteString(",\n")
		}
		line(&out, p, map[string]any{"body": s, "open": post.Security != nil && len(*post.Security) == 0})
	}
	out.WriteString("},\n\"schemas\":{\n")
	names := make([]string, 0, len(shared))
	for n := range shared {
		names = append(names, n)
	}
	slices.Sort(names)
	for i, n := range names {
		if i > 0 {
			out.WriteString(",\n")
		}
		line(&out, n, shared[n])
	}
	out.WriteString("}}\n")
	check(os.WriteFile("requests.json", out.Bytes(), 0o644))
}

func line(out *bytes.Buffer, name string, v any) {
	b, err := json.Marshal(v)
	check(err)
	out.WriteString(`"` + name + `":`)
	out.Write(b)
}

func reduce(r *openapi3.SchemaRef) *schema {
	if r.Ref == "" {
		return inline(r.Value)
	}
	name := path.Base(r.Ref)
	if _, ok := shared[name]; !ok {
		shared[name] = nil
		shared[name] = inline(r.Value)
	}
	return &schema{Ref: name}
}

func inline(v *openapi3.Schema) *schema {
	s := &schema{Nullable: v.Nullable, Enum: v.Enum, Format: v.Format, Min: v.Min, Max: v.Max, MinLen: v.MinLength, MaxLen: v.MaxLength}
	if v.Type != nil && len(*v.Type) > 0 {
		s.Type = (*v.Type)[0]
	}
	s.Required = slices.Clone(v.Required)
	for name, p := range v.Properties {
		if s.Props == nil {
			s.Props = map[string]*schema{}
		}
		s.Props[name] = reduce(p)
	}
	if v.Items != nil {
		s.Items = reduce(v.Items)
	}
	for _, part := range v.AllOf {
		merge(s, inline(part.Value))
	}
	return s
}

func merge(s, part *schema) {
	s.Required = append(s.Required, part.Required...)
	s.Enum = append(s.Enum, part.Enum...)
	if s.Type == "" {
		s.Type = part.Type
	}
	if s.Items == nil {
		s.Items = part.Items
	}
	for n, p := range part.Props {
		if s.Props == nil {
			s.Props = map[string]*schema{}
		}
		s.Props[n] = p
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
