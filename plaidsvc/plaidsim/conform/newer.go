package conform

import (
	_ "embed"
	"encoding/json"
	"strings"
	"sync"
	"testing"
)

//go:generate go run gen.go

//go:embed required.json
var requiredJSON []byte

// newer is what the types of a newer document of Plaid's require of answers:
// gen.go makes it. A member is "name" or, if it may be missing, "name?"; its
// value is the name of its type, empty for one without members, with "[]" for
// each list around it and "|null" if it may be null.
var newer = sync.OnceValues(func() (d struct {
	Version string
	Answers map[string]string            // types by path
	Types   map[string]map[string]string // members by type
}, err error,
) {
	err = json.Unmarshal(requiredJSON, &d)
	return d, err
})

// checkNewer fails the test for what an answer lacks that a newer document
// requires, and for a null where that has none.
func checkNewer(t testing.TB, path string, answer any) {
	d, err := newer()
	if err != nil {
		t.Fatalf("read required.json: %v", err)
	}
	var walk func(at, typ string, v any)
	walk = func(at, typ string, v any) {
		if element, ok := strings.CutSuffix(typ, "[]"); ok {
			list, _ := v.([]any)
			for _, e := range list {
				walk(at+"[]", element, e)
			}
			return
		}
		object, ok := v.(map[string]any)
		if !ok {
			return
		}
		for member, kind := range d.Types[typ] {
			name, optional := strings.CutSuffix(member, "?")
			inner, nullable := strings.CutSuffix(kind, "|null")
			value, there := object[name]
			switch {
			case !there && !optional:
				t.Errorf("%s answered without %s.%s, which document %s requires", path, at, name, d.Version)
			case there && value == nil && !nullable:
				t.Errorf("%s answered with %s.%s as null, which document %s does not allow", path, at, name, d.Version)
			case there && value != nil && inner != "":
				walk(at+"."+name, inner, value)
			}
		}
	}
	walk("", d.Answers[path], answer)
}
