// Package schema is the form of wire/requests.json: what Plaid's OpenAPI document
// says of requests, reduced to what the simulator checks. The generator writes
// it, and wire reads it.
//
// It imports nothing of ours.
package schema

// Document is every request of Plaid's.
type Document struct {
	Paths   map[string]Request `json:"paths"`
	Schemas map[string]*Schema `json:"schemas"` // by name, for Schema.Ref
}

// Request is what is kept of one path.
type Request struct {
	Body *Schema `json:"body"`
	Open bool    `json:"open"` // needs no keys
}

// Schema is what a part of a request may be. A Ref stands for one of the
// document's schemas, and then nothing else is set.
type Schema struct {
	Ref      string             `json:"ref,omitempty"`
	Type     string             `json:"type,omitempty"`
	Nullable bool               `json:"null,omitempty"`
	NotNull  bool               `json:"notnull,omitempty"` // the document says so, of what may be left out
	Required []string           `json:"req,omitempty"`
	Props    map[string]*Schema `json:"props,omitempty"`
	Items    *Schema            `json:"items,omitempty"`
	Enum     []any              `json:"enum,omitempty"`
	Format   string             `json:"format,omitempty"`
	Min      *float64           `json:"min,omitempty"`
	Max      *float64           `json:"max,omitempty"`
	MinLen   uint64             `json:"minlen,omitempty"`
	MaxLen   *uint64            `json:"maxlen,omitempty"`
}

// Resolve follows a reference.
func (d *Document) Resolve(s *Schema) *Schema {
	if s.Ref == "" {
		return s
	}
	return d.Schemas[s.Ref]
}
