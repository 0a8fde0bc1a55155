package wire

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// OrNull is a text for JSON; the empty one is null.
func OrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Number is decimal text as a JSON number; the empty one is null.
func Number(s string) any {
	if s == "" {
		return nil
	}
	return json.Number(s)
}

// NonNil is the list itself; nil becomes empty, which JSON writes as [].
func NonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// With gives a copy with some keys set, so that the answer's request_id does
// not end up in what is kept.
func With(o Object, changes Object) Object {
	out := make(Object, len(o)+len(changes)+1)
	for k, v := range o {
		out[k] = v
	}
	for k, v := range changes {
		out[k] = v
	}
	return out
}

// Window cuts a list to a window.
func Window[T any](list []T, offset, count int) []T {
	list = list[min(max(offset, 0), len(list)):]
	return list[:min(max(count, 0), len(list))]
}

// CountOr is a count that may be left out.
func CountOr(count *int, otherwise int) int {
	if count == nil {
		return otherwise
	}
	return *count
}

// Overlay puts what a configuration gives over what a document usually says.
// Lists are replaced as a whole.
func Overlay(usual Object, given any) Object {
	out := With(usual, nil)
	m, _ := given.(map[string]any)
	for key, v := range m {
		switch below := usual[key].(type) {
		case Object:
			out[key] = Overlay(below, v)
		default:
			if v != nil {
				out[key] = v
			}
		}
	}
	return out
}

// Timestamp is an instant as Plaid writes it.
func Timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// Currencies splits a currency into Plaid's two fields: three capital letters
// are ISO 4217, other than those of the coins that Plaid lists as unofficial.
func Currencies(code string) (iso, unofficial any) {
	switch {
	case code == "":
		return "USD", nil
	case len(code) != 3 || slices.Contains([]string{"ADA", "BAT", "BCH", "BNB", "BTC", "BTG", "CNH", "DGB", "DOT", "EOS", "ETC", "ETH", "LTC", "NEO", "OMG", "QTU", "TRX", "XLM", "XMR", "XRP", "ZEC", "ZRX"}, code):
		return nil, code
	default:
		return code, nil
	}
}

// TwoDecimals is a number with two decimals.
func TwoDecimals(r *big.Rat) json.Number { return json.Number(r.FloatString(2)) }

// DateOrNull is a day for JSON; null when there is none.
func DateOrNull(d draw.Day) any {
	if d == 0 {
		return nil
	}
	return d.String()
}

// OrNil is an object for JSON; nil is null.
func OrNil(o Object) any {
	if o == nil {
		return nil
	}
	return o
}
