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
	"regexp"
	"slices"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"

	"passbook/plaidsvc/plaidsim/internal/schema"
)

var shared = map[string]*schema.Schema{}

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
		s := &schema.Schema{Type: "object"}
		if post.RequestBody != nil {
			s = reduce(post.RequestBody.Value.Content.Get("application/json").Schema)
		}
		if i > 0 {
			out.WriteString(",\n")
		}
		line(&out, p, schema.Request{Body: s, Open: post.Security != nil && len(*post.Security) == 0})
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

func reduce(r *openapi3.SchemaRef) *schema.Schema {
	if r.Ref == "" {
		return inline(r.Value)
	}
	name := path.Base(r.Ref)
	if _, ok := shared[name]; !ok {
		shared[name] = nil
		shared[name] = inline(r.Value)
	}
	return &schema.Schema{Ref: name}
}

func inline(v *openapi3.Schema) *schema.Schema {
	s := &schema.Schema{Nullable: v.Nullable, NotNull: notNull.MatchString(v.Description), Enum: v.Enum, Format: v.Format, Min: v.Min, Max: v.Max, MinLen: v.MinLength, MaxLen: v.MaxLength}
	if v.Type != nil && len(*v.Type) > 0 {
		s.Type = (*v.Type)[0]
	}
	s.Required = slices.Clone(v.Required)
	for name, p := range v.Properties {
		if s.Props == nil {
			s.Props = map[string]*schema.Schema{}
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

// notNull finds what may be left out and must not be null if it is there.
var notNull = regexp.MustCompile("must not be\\s+`null`")

func merge(s, part *schema.Schema) {
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
			s.Props = map[string]*schema.Schema{}
		}
		s.Props[n] = p
	}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
