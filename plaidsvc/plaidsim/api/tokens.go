package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// sandboxOptions are the options of /sandbox/public_token/create.
type sandboxOptions struct {
	Webhook      string  `json:"webhook"`
	User         *string `json:"override_username"`
	Password     *string `json:"override_password"`
	Transactions struct {
		Start string `json:"start_date"`
		End   string `json:"end_date"`
		Days  int    `json:"days_requested"`
	} `json:"transactions"`
	Statements *bank.StatementWindow `json:"statements"`
	Income     bank.IncomeOptions    `json:"income_verification"`
}

// login is the login that the options ask for.
func (o *sandboxOptions) login(today draw.Day) profile.Login {
	l := profile.Login{User: "user_good", Password: "pass_good", Days: o.Transactions.Days}
	if o.User != nil {
		l.User = *o.User
	}
	if o.Password != nil {
		l.Password = *o.Password
	}
	if start, ok := draw.ParseDay(o.Transactions.Start); ok && l.Days == 0 {
		l.Days = min(max(int(today-start)+1, 1), bank.MaxDays)
	}
	if end, ok := draw.ParseDay(o.Transactions.End); ok && end < today {
		l.End = end
	}
	return l
}

// SandboxPublicTokenCreate serves /sandbox/public_token/create: a public token
// without Link.
func SandboxPublicTokenCreate(c *bank.Call, in struct {
	Institution string         `json:"institution_id"`
	Products    []string       `json:"initial_products"`
	Options     sandboxOptions `json:"options"`
	UserToken   string         `json:"user_token"`
	UserID      string         `json:"user_id"`
},
) (any, *wire.Error) {
	b := bank.InstitutionByID(in.Institution)
	if b == nil {
		return nil, wire.ErrInstitution
	}
	if err := wire.CheckProducts(in.Products); err != nil {
		return nil, err
	}
	if !b.Supports(in.Products) {
		return nil, wire.ErrNotSupported
	}
	if slices.Contains(in.Products, "statements") && in.Options.Statements == nil {
		return nil, wire.InvalidField("options.statements must be set when statements is among the initial_products")
	}
	l := in.Options.login(draw.DayOf(c.Now))
	if _, err := bank.SignIn(b, l.User, l.Password); err != nil {
		return nil, err
	}
	it, err := c.NewItem(b, l, in.Products)
	if err != nil {
		return nil, err
	}
	it.Webhook, it.Statements, it.Income = in.Options.Webhook, in.Options.Statements, in.Options.Income
	if in.UserToken != "" || in.UserID != "" {
		u, err := c.Person(in.UserToken, in.UserID)
		if err != nil {
			return nil, err
		}
		it.User = u["user_id"].(string)
	}
	c.OpenIncome(it, c.Now)
	return wire.Object{"public_token": c.NewPublicToken(it)}, nil
}

// PublicTokenExchange serves /item/public_token/exchange: the access token of a
// public token, once.
func PublicTokenExchange(c *bank.Call, in struct {
	Token string `json:"public_token"`
},
) (any, *wire.Error) {
	t := c.Public[in.Token]
	if t == nil || t.Used || c.Now.After(t.Expires) {
		return nil, wire.ErrPublicToken
	}
	if t.Item.Removed {
		return nil, wire.ErrItemNotFound
	}
	t.Used = true
	c.OpenItem(t.Item)
	return wire.Object{"access_token": t.Item.AccessToken, "item_id": t.Item.ID}, nil
}
