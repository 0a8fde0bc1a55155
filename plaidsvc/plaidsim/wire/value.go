package wire

import (
	"encoding/json"
	"math/big"
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/draw"
)

// OrNull is a text for JSON; an empty one becomes null.
func OrNull(s string) any {
	if s == "" {
		return nil
	}
	return s
}

// Number is decimal text as a JSON number; an empty one becomes null.
func Number(s string) any {
	if s == "" {
		return nil
	}
	return json.Number(s)
}

// NonNil gives the list; nil becomes an empty one, which JSON writes as [].
func NonNil[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// With copies an object and sets some of its keys. Answers are copies, so that
// their request_id does not get into what is kept.
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

// Window gives up to count elements of a list from offset on.
func Window[T any](list []T, offset, count int) []T {
	list = list[min(max(offset, 0), len(list)):]
	return list[:min(max(count, 0), len(list))]
}

// CountOr is the count of a request, or another one if the request has none.
func CountOr(count *int, otherwise int) int {
	if count == nil {
		return otherwise
	}
	return *count
}

// Overlay copies an object and replaces what given has too, object by object;
// lists are replaced as a whole. A null in given replaces nothing.
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

// Timestamp writes an instant as Plaid does: UTC, to the second.
func Timestamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05Z") }

// coins are the unofficial codes of three letters: those that Plaid lists
// (StandaloneCurrencyCodeList) and well-known others.
var coins = []string{
	"ADA", "BAT", "BCH", "BNB", "BSV", "BTC", "BTG", "CNH", "ETC", "ETH", "GBX", "LSK", "NEO", "OMG", "XLM", "XMR", "XRP", "ZEC", "ZRX",
	"DGB", "DOT", "EOS", "LTC", "SOL", "TRX",
}

// Currencies splits a currency's code into Plaid's two fields, of which one is
// null. Three capital letters are ISO 4217, except for coins; no code is USD.
func Currencies(code string) (iso, unofficial any) {
	switch {
	case code == "":
		return "USD", nil
	case len(code) != 3 || slices.Contains(coins, code):
		return nil, code
	default:
		return code, nil
	}
}

// TwoDecimals is a number with two decimals.
func TwoDecimals(r *big.Rat) json.Number { return json.Number(r.FloatString(2)) }

// DateOrNull is a day for JSON; 0 becomes null.
func DateOrNull(d draw.Day) any {
	if d == 0 {
		return nil
	}
	return d.String()
}

// OrNil is an object for JSON; nil becomes null.
func OrNil(o Object) any {
	if o == nil {
		return nil
	}
	return o
}
