package custom

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// node is a place in a configuration. Reading it as another type than it has
// records an error that names the place; the first error is kept. A null is the
// same as a missing key, and unknown keys are ignored, as Plaid documents.
type node struct {
	path  string
	value any // nil: none
	state *readState
}

// readState is shared by all nodes of a configuration.
type readState struct {
	err  *wire.Error
	roll draw.Day // added to dates in the past
}

// readConfiguration parses a password.
func readConfiguration(password string) (node, *wire.Error) {
	dec := json.NewDecoder(strings.NewReader(password))
	dec.UseNumber()
	var v any
	if err := dec.Decode(&v); err != nil {
		return node{}, wire.InvalidField("password must be a JSON document: %v", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return node{}, wire.InvalidField("password must be one JSON document")
	}
	if _, ok := v.(map[string]any); !ok {
		return node{}, wire.InvalidField("password must be a JSON object")
	}
	return node{value: v, state: new(readState)}, nil
}

// fail records an error about the place.
func (n node) fail(format string, a ...any) {
	if n.state.err == nil {
		n.state.err = wire.InvalidField("%s %s", n.path, fmt.Sprintf(format, a...))
	}
}

// present reports whether there is a value.
func (n node) present() bool { return n.value != nil }

// get is the place under a key.
func (n node) get(key string) node {
	child := node{path: key, state: n.state}
	if n.path != "" {
		child.path = n.path + "." + key
	}
	if n.value == nil {
		return child
	}
	m, ok := n.value.(map[string]any)
	if !ok {
		n.fail("must be an object")
		return child
	}
	child.value = m[key]
	return child
}

// list are the elements of an array.
func (n node) list() []node {
	if n.value == nil {
		return nil
	}
	values, ok := n.value.([]any)
	if !ok {
		n.fail("must be an array")
		return nil
	}
	out := make([]node, len(values))
	for i, v := range values {
		out[i] = node{path: fmt.Sprintf("%s[%d]", n.path, i), value: v, state: n.state}
	}
	return out
}

// some is list; a single object counts as a list of one.
func (n node) some() []node {
	if _, ok := n.value.(map[string]any); ok {
		return []node{n}
	}
	return n.list()
}

// text is a string; other if there is none.
func (n node) text(other string) string {
	switch v := n.value.(type) {
	case nil:
		return other
	case string:
		return v
	}
	n.fail("must be a string")
	return other
}

// texts are the strings of an array, without nulls.
func (n node) texts() []string {
	var out []string
	for _, e := range n.list() {
		if e.present() {
			out = append(out, e.text(""))
		}
	}
	return out
}

// oneOf is a string out of a list; other if there is none.
func (n node) oneOf(other string, values ...string) string {
	s := n.text(other)
	if s != other && !slices.Contains(values, s) {
		n.fail("must be one of %s", strings.Join(values, ", "))
	}
	return s
}

// required fails if there is no value.
func (n node) required() node {
	if !n.present() {
		n.fail("is required")
	}
	return n
}

// decimalPattern is what a number may look like. It limits the digits.
var decimalPattern = regexp.MustCompile(`^-?[0-9]{1,20}(\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?$`)

// decimal is a number, also one in a string, as plain decimal text; empty:
// there is none.
func (n node) decimal() string {
	var text string
	switch v := n.value.(type) {
	case nil:
		return ""
	case json.Number:
		text = v.String()
	case string:
		text = v
	}
	r := new(big.Rat)
	if !decimalPattern.MatchString(text) {
		n.fail("must be a number")
		return ""
	}
	if _, ok := r.SetString(text); !ok {
		n.fail("must be a number")
		return ""
	}
	return draw.FormatRational(r)
}

// integer is a whole number between two bounds; other if there is none.
func (n node) integer(other, low, high int) int {
	text := n.decimal()
	if text == "" {
		return other
	}
	i, err := strconv.Atoi(text)
	if err != nil || i < low || i > high {
		n.fail("must be a whole number from %d to %d", low, high)
		return other
	}
	return i
}

// flag is a boolean; other if there is none.
func (n node) flag(other bool) bool {
	switch v := n.value.(type) {
	case nil:
		return other
	case bool:
		return v
	}
	n.fail("must be a boolean")
	return other
}

// day is a date; 0: there is none.
func (n node) day() draw.Day {
	if !n.present() {
		return 0
	}
	d, ok := draw.ParseDay(n.text(""))
	if !ok {
		n.fail("must be a valid date, in the format YYYY-MM-DD")
	}
	return d
}

// rolled is a date in the past, moved forward if the configuration says
// roll_dates_forward; 0: there is none.
func (n node) rolled() draw.Day {
	d := n.day()
	if d != 0 {
		d += n.state.roll
	}
	return d
}

// rollingKeys are the keys of dates that are moved forward.
var rollingKeys = []string{"date", "date_transacted", "date_posted", "institution_price_as_of", "start_date", "end_date", "pay_date", "pay_day"}

// newest is the latest date under rollingKeys, here or below.
func (n node) newest() draw.Day {
	var last draw.Day
	switch v := n.value.(type) {
	case map[string]any:
		for key, e := range v {
			text, ok := e.(string)
			if d, valid := draw.ParseDay(text); ok && valid && slices.Contains(rollingKeys, key) {
				last = max(last, d)
			} else if key != "liability" {
				last = max(last, node{value: e}.newest())
			}
		}
	case []any:
		for _, e := range v {
			last = max(last, node{value: e}.newest())
		}
	}
	return last
}

// empty reports whether there is nothing but nulls, as in Plaid's template of a
// configuration.
func (n node) empty() bool {
	switch v := n.value.(type) {
	case nil:
		return true
	case map[string]any:
		for _, e := range v {
			if !(node{value: e}).empty() {
				return false
			}
		}
		return true
	case []any:
		return len(v) > 0 && !slices.ContainsFunc(v, func(e any) bool { return !(node{value: e}).empty() })
	}
	return false
}

// scalar is a string, or a number as text.
func (n node) scalar() string {
	if _, ok := n.value.(string); ok || !n.present() {
		return n.text("")
	}
	return n.decimal()
}
