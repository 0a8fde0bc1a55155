package portfolio

import (
	"strings"

	"passbook/storage/ledger"
)

// Security is what a holding or an investment transaction is of, in the words of
// /investments/holdings/get. Decimals are exact decimal text; empty: not known.
type Security struct {
	ID         string // Plaid's, the same for everybody
	Name       string
	Ticker     string // CUR:USD for dollars
	Type       string // cash, equity, etf, mutual fund, fixed income, derivative, cryptocurrency …; the set is open
	Subtype    string
	ISIN       string
	CUSIP      string
	Cash       bool // as good as cash
	Currency   string
	ClosePrice string
	ClosedOn   ledger.Date // the day of ClosePrice
	Option     *Option
	Bond       *FixedIncome
}

// Option is set where a security is an option. The quantity of a holding of it
// counts options and not contracts.
type Option struct {
	Kind       string      `json:"kind"` // put or call
	Strike     string      `json:"strike"`
	Expires    ledger.Date `json:"expires"`
	Underlying string      `json:"underlying"` // its ticker
}

// FixedIncome is set where a security is a bond or the like.
type FixedIncome struct {
	Yield     string      `json:"yield"`      // in percent
	YieldType string      `json:"yield_type"` // coupon, discount …
	Matures   ledger.Date `json:"matures"`
	Issued    ledger.Date `json:"issued"`
	FaceValue string      `json:"face_value"`
}

// Title names a security: by its name, else its ticker, else another id.
func (s Security) Title() string {
	for _, name := range []string{s.Name, s.Ticker, s.ISIN, s.CUSIP, s.ID} {
		if name != "" {
			return name
		}
	}
	return "No security"
}

// Terms says in words what an option or a bond promises; empty: the security is
// neither.
func (s Security) Terms() string {
	var words []string
	add := func(before, text, after string) {
		if text != "" {
			words = append(words, before+text+after)
		}
	}
	if o := s.Option; o != nil {
		add("", o.Kind, " option")
		add("on ", o.Underlying, "")
		add("at ", o.Strike, "")
		add("until ", o.Expires.String(), "")
		return strings.Join(words, " ")
	}
	if f := s.Bond; f != nil {
		add("", f.Yield, "%")
		if f.Yield != "" {
			add("", strings.ReplaceAll(f.YieldType, "_", " "), "")
		}
		add("face value ", f.FaceValue, "")
		add("issued ", f.Issued.String(), "")
		add("matures ", f.Matures.String(), "")
		return strings.Join(words, ", ")
	}
	return ""
}

// typeNames are Plaid's types of securities in words fit to read.
var typeNames = map[string]string{
	"cash": "Cash", "cryptocurrency": "Crypto", "derivative": "Options", "equity": "Stocks", "etf": "ETFs",
	"fixed income": "Bonds", "loan": "Loans", "mutual fund": "Mutual funds", "other": "Other", "": "Other",
}

// TypeName gives a type of securities in words; one that is not known stays as it
// was sent.
func TypeName(kind string) string {
	if name, known := typeNames[kind]; known {
		return name
	}
	return kind
}
