package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// SandboxPublicTokenCreate serves /sandbox/public_token/create: a public token
// without Link.
func SandboxPublicTokenCreate(c *bank.Call, in struct {
	Institution string   `json:"institution_id"`
	Products    []string `json:"initial_products"`
	Options     struct {
		Webhook      string  `json:"webhook"`
		User         *string `json:"override_username"`
		Password     *string `json:"override_password"`
		Transactions struct {
			Start string `json:"start_date"`
			End   string `json:"end_date"`
			Days  int    `json:"days_requested"`
		} `json:"transactions"`
		Statements *bank.StatementWindow `json:"statements"`
	} `json:"options"`
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
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
	l := profile.Login{User: "user_good", Password: "pass_good", Days: in.Options.Transactions.Days}
	if in.Options.User != nil {
		l.User = *in.Options.User
	}
	if in.Options.Password != nil {
		l.Password = *in.Options.Password
	}
	if start, ok := draw.ParseDay(in.Options.Transactions.Start); ok && l.Days == 0 {
		l.Days = min(max(int(draw.DayOf(c.Now)-start), 1), bank.MaxDays)
	}
	if _, err := bank.SignIn(b, l.User, l.Password); err != nil {
		return nil, err
	}
	it, err := c.NewItem(b, l, in.Products)
	if err != nil {
		return nil, err
	}
	it.Webhook, it.Statements = in.Options.Webhook, in.Options.Statements
	if in.UserToken != "" || in.UserID != "" {
		u, err := c.Person(in.UserToken, in.UserID)
		if err != nil {
			return nil, err
		}
		it.User = u["user_id"].(string)
	}
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

// ProcessorTokenCreate serves /processor/token/create and
// /processor/apex/processor_token/create: a token for one account.
func ProcessorTokenCreate(c *bank.Call, in struct {
	itemRequest
	AccountID string `json:"account_id"`
},
) (any, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "")
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"processor_token": processorToken(c, it, a)}, nil
}

// SandboxProcessorTokenCreate serves /sandbox/processor_token/create: a token
// for the first account of a new Item.
func SandboxProcessorTokenCreate(c *bank.Call, in struct {
	Institution string `json:"institution_id"`
	Options     struct {
		User     *string `json:"override_username"`
		Password *string `json:"override_password"`
	} `json:"options"`
},
) (any, *wire.Error) {
	b := bank.InstitutionByID(in.Institution)
	if b == nil {
		return nil, wire.ErrInstitution
	}
	l := profile.Login{User: "user_good", Password: "pass_good"}
	if in.Options.User != nil {
		l.User = *in.Options.User
	}
	if in.Options.Password != nil {
		l.Password = *in.Options.Password
	}
	if _, err := bank.SignIn(b, l.User, l.Password); err != nil {
		return nil, err
	}
	it, err := c.NewItem(b, l, []string{"auth"})
	if err != nil {
		return nil, err
	}
	return wire.Object{"processor_token": processorToken(c, it, &it.Accounts[0])}, nil
}

// processorToken makes a token for one account.
func processorToken(c *bank.Call, it *bank.Item, a *bank.Account) string {
	t := c.NewToken("processor")
	c.Collection("processor").Put(t, wire.Object{"item_id": it.ID, "account_id": a.ID})
	return t
}
