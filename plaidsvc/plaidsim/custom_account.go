package plaidsim

import (
	"math/big"
	"regexp"
	"strconv"

	"passbook/plaidsvc/plaidsim/draw"
)

// customAccount reads one of a configuration's accounts into a profile.
type customAccount struct {
	node
	index   int
	seed    uint64
	login   login
	profile *profile

	account accountSeed
	limit   draw.Day // the first day of the history
}

// customSubtypes is what an account of a type is when it does not say.
var customSubtypes = map[string]string{
	"depository": "checking", "credit": "credit card", "loan": "student", "investment": "brokerage", "payroll": "payroll", "other": "other",
}

func (c *customAccount) read() {
	c.limit = c.login.today - draw.Day(c.login.days) + 1
	a := &c.account
	a.typ = c.get("type").oneOf("depository", "depository", "credit", "loan", "investment", "payroll", "other")
	a.subtype = c.get("subtype").text(customSubtypes[a.typ])
	a.currency = c.get("currency").text("")
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
	c.profile.accounts = append(c.profile.accounts, *a)
}

// maskForm is Plaid's: nothing, or two to four letters and digits.
var maskForm = regexp.MustCompile(`^([A-Za-z0-9]{2,4})?$`)

func (c *customAccount) meta(n node) {
	a := &c.account
	a.name = n.get("name").text("Plaid " + titled(a.subtype))
	a.official = n.get("official_name").text("")
	a.limit = n.get("limit").decimal()
	mask, number := n.get("mask"), c.get("numbers").get("account").scalar()
	switch {
	case mask.there():
		a.mask = mask.text("")
		if !maskForm.MatchString(a.mask) {
			mask.fail("must be empty or 2 to 4 letters and digits")
		}
	case len(number) >= 4:
		a.mask = number[len(number)-4:]
	default:
		a.mask = strconv.Itoa(10000 + 1111*(c.index%10))[1:]
	}
}

// balances are the starting balance, or a random one, and what of it is
// available: forced, null, or what follows from it.
func (c *customAccount) balances() {
	a := &c.account
	r := draw.Rand(c.seed, 0, "balance")
	a.current = c.get("starting_balance").decimal()
	if a.current == "" {
		a.current = c.usualBalance(draw.Between(r, 20000, 1200000))
	}
	forced, null := c.get("force_available_balance"), c.get("has_null_available_balance")
	switch {
	case forced.there() && null.flag(false):
		null.fail("cannot be true beside force_available_balance")
	case forced.there():
		a.available = forced.decimal()
	case null.flag(false):
	case a.typ == "depository":
		a.available = a.current
	case a.typ == "credit" && a.limit != "":
		a.available = draw.FormatRational(new(big.Rat).Sub(draw.Rational(a.limit), draw.Rational(a.current)))
	}
}

// usualBalance is what an account holds that does not say: its holdings, or
// by chance.
func (c *customAccount) usualBalance(cents int64) string {
	sum := new(big.Rat)
	for _, h := range c.profile.holdings {
		if h.account == c.index {
			sum.Add(sum, draw.Rational(h.value))
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

// transactions are those listed, or random ones where none are.
func (c *customAccount) transactions(n node) {
	if !n.there() {
		if c.account.typ == "depository" || c.account.typ == "credit" {
			c.profile.rows = append(c.profile.rows, c.randomRows()...)
		}
		return
	}
	for _, t := range n.list() {
		if t.empty() {
			continue
		}
		r := row{
			account: c.index, authorized: t.get("date_transacted").needed().rolled(), date: t.get("date_posted").needed().rolled(),
			amount: t.get("amount").needed().decimal(), name: t.get("description").needed().text(""), currency: t.get("currency").text(""),
		}
		if r.currency == c.account.currency {
			r.currency = ""
		}
		c.add(r)
	}
}

// add puts a listed transaction into the history if that reaches back so far.
// One that posts in the future is pending.
func (c *customAccount) add(r row) {
	if r.date < c.limit {
		return
	}
	if today := c.login.today; r.date > today {
		r.pending, r.posts, r.date = true, r.date, min(r.authorized, today)
	}
	recognise(&r)
	c.profile.rows = append(c.profile.rows, r)
}
