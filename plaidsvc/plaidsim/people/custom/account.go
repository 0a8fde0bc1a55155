package custom

import (
	"math/big"
	"regexp"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/people/shop"
	"passbook/plaidsvc/plaidsim/profile"
)

// accountReader reads one account of a configuration into a profile.
type accountReader struct {
	node
	index   int
	seed    uint64
	login   profile.Login
	profile *profile.Profile

	account profile.Account
	limit   draw.Day // the first day of the history
}

// defaultSubtypes are the subtypes of accounts that name none, by type.
var defaultSubtypes = map[string]string{
	"depository": "checking", "credit": "credit card", "loan": "student", "investment": "brokerage", "payroll": "payroll", "other": "other",
}

func (c *accountReader) read() {
	c.limit = c.login.Today - draw.Day(c.login.Days) + 1
	a := &c.account
	a.Type = c.get("type").oneOf("depository", "depository", "credit", "loan", "investment", "payroll", "other")
	a.Subtype = c.get("subtype").text(defaultSubtypes[a.Type])
	a.Currency = c.get("currency").text("")
	c.meta(c.get("meta"))
	c.numbers(c.get("numbers"))
	c.holdings(c.get("holdings"))
	c.trades(c.get("investment_transactions"))
	c.balances()
	c.transactions(c.get("transactions"))
	c.inflow(c.get("inflow_model"))
	c.identity(c.get("identity"))
	c.liability(c.get("liability"))
	c.income(c.get("income"))
	c.profile.Accounts = append(c.profile.Accounts, *a)
}

// maskPattern is Plaid's: empty, or two to four letters and digits.
var maskPattern = regexp.MustCompile(`^([A-Za-z0-9]{2,4})?$`)

func (c *accountReader) meta(n node) {
	a := &c.account
	a.Name = n.get("name").text("Plaid " + titled(a.Subtype))
	a.OfficialName = n.get("official_name").text("")
	a.Limit = n.get("limit").decimal()
	mask, number := n.get("mask"), c.get("numbers").get("account").scalar()
	switch {
	case mask.present():
		a.Mask = mask.text("")
		if !maskPattern.MatchString(a.Mask) {
			mask.fail("must be empty or 2 to 4 letters and digits")
		}
	case len(number) >= 4:
		a.Mask = number[len(number)-4:]
	default:
		a.Mask = strconv.Itoa(10000 + 1111*(c.index%10))[1:]
	}
}

// balances reads the starting balance, or draws one, and what of it is
// available: forced, null, or as the type has it.
func (c *accountReader) balances() {
	a := &c.account
	r := draw.Rand(c.seed, 0, "balance")
	a.Current = c.get("starting_balance").decimal()
	if a.Current == "" {
		a.Current = c.usualBalance(draw.Between(r, 20000, 1200000))
	}
	forced, null := c.get("force_available_balance"), c.get("has_null_available_balance")
	switch {
	case forced.present() && null.flag(false):
		null.fail("cannot be true beside force_available_balance")
	case forced.present():
		a.Available = forced.decimal()
	case null.flag(false):
	case a.Type == "depository":
		a.Available = a.Current
	case a.Type == "credit" && a.Limit != "":
		a.Available = draw.FormatRational(new(big.Rat).Sub(draw.Rational(a.Limit), draw.Rational(a.Current)))
	}
}

// usualBalance is the balance of an account that names none: the value of its
// holdings, its principal, or a random one.
func (c *accountReader) usualBalance(cents int64) string {
	sum := new(big.Rat)
	for _, h := range c.profile.Holdings {
		if h.Account == c.index {
			sum.Add(sum, draw.Rational(h.Value))
		}
	}
	if sum.Sign() > 0 {
		return draw.FormatRational(sum)
	}
	if principal := c.get("liability").get("principal").decimal(); principal != "" {
		return principal
	}
	return draw.FormatCents(cents)
}

// transactions reads the transactions; without a list they are random.
func (c *accountReader) transactions(n node) {
	if !n.present() {
		if c.account.Type == "depository" || c.account.Type == "credit" {
			c.profile.Planned = append(c.profile.Planned, c.randomRows()...)
		}
		return
	}
	for _, t := range n.list() {
		if t.empty() {
			continue
		}
		r := profile.Planned{
			Account: c.index, Authorized: t.get("date_transacted").required().rolled(), Date: t.get("date_posted").required().rolled(),
			Amount: t.get("amount").required().decimal(), Name: t.get("description").required().text(""), Currency: t.get("currency").text(""),
		}
		if r.Currency == c.account.Currency {
			r.Currency = ""
		}
		c.add(r)
	}
}

// add adds a listed transaction, unless it is older than the history. One that
// posts in the future is pending.
func (c *accountReader) add(r profile.Planned) {
	if r.Date < c.limit {
		return
	}
	if today := c.login.Today; r.Date > today {
		r.Pending, r.Posts, r.Date = true, r.Date, min(r.Authorized, today)
	}
	shop.Recognise(&r)
	c.profile.Planned = append(c.profile.Planned, r)
}
