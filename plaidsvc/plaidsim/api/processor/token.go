package processor

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// accountRequest is the body of endpoints that make a token for one account.
type accountRequest struct {
	AccessToken string `json:"access_token"`
	AccountID   string `json:"account_id"`
}

// account finds the account that a token is made for.
func (in accountRequest) account(c *bank.Call) (*bank.Item, *bank.Account, *wire.Error) {
	it, err := c.Reach(in.AccessToken, "")
	if err != nil {
		return nil, nil, err
	}
	a, err := it.Account(in.AccountID)
	return it, a, err
}

// CreateToken serves /processor/token/create and
// /processor/apex/processor_token/create: a token for one account.
func CreateToken(c *bank.Call, in accountRequest) (any, *wire.Error) {
	it, a, err := in.account(c)
	if err != nil {
		return nil, err
	}
	return wire.Object{"processor_token": newToken(c, it, a)}, nil
}

// CreateStripeToken serves /processor/stripe/bank_account_token/create: a token
// of Stripe's for one account. Nothing of Plaid's can be asked with it.
func CreateStripeToken(c *bank.Call, in accountRequest) (any, *wire.Error) {
	if _, _, err := in.account(c); err != nil {
		return nil, err
	}
	return wire.Object{"stripe_bank_account_token": "btok_" + string(draw.AppendBase62(nil, c.Next(), 24))}, nil
}

// SandboxCreateToken serves /sandbox/processor_token/create: a token for the
// first account of a new Item.
func SandboxCreateToken(c *bank.Call, in struct {
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
	c.OpenItem(it)
	return wire.Object{"processor_token": newToken(c, it, &it.Accounts[0])}, nil
}

// newToken makes a token for one account.
func newToken(c *bank.Call, it *bank.Item, a *bank.Account) string {
	t := c.NewToken("processor")
	c.Collection("processor").Put(t, wire.Object{"item_id": it.ID, "account_id": a.ID})
	return t
}

// Account serves /processor/account/get: the token's account with its balances,
// and its bank.
func Account(serve func(*bank.Call, Fields) (any, *wire.Error)) func(*bank.Call, Fields) (any, *wire.Error) {
	return func(c *bank.Call, fields Fields) (any, *wire.Error) {
		t, err := findIn(c, fields)
		if err != nil {
			return nil, err
		}
		out, err := serve(c, fields)
		if err != nil {
			return nil, err
		}
		return wire.With(out.(wire.Object), wire.Object{"institution_id": t.Item.Institution.ID}), nil
	}
}

// tokenRequest is the body of endpoints about a token itself.
type tokenRequest struct {
	Token string `json:"processor_token"`
}

// SetPermissions serves /processor/token/permissions/set: from now on the token
// is good for these products alone; an empty list: for all.
func SetPermissions(c *bank.Call, in struct {
	tokenRequest
	Products []string `json:"products"`
},
) (any, *wire.Error) {
	if _, err := find(c, in.Token); err != nil {
		return nil, err
	}
	c.Collection("processor").ByID[in.Token]["products"] = slices.Clone(in.Products)
	return wire.Object{}, nil
}

// GetPermissions serves /processor/token/permissions/get: the products that the
// token is good for; an empty list: all.
func GetPermissions(c *bank.Call, in tokenRequest) (any, *wire.Error) {
	t, err := find(c, in.Token)
	if err != nil {
		return nil, err
	}
	return wire.Object{"products": wire.NonNil(slices.Clone(t.Products))}, nil
}

// UpdateWebhook serves /processor/token/webhook/update: webhooks about the
// transactions of the token's account go to the address from now on, and one is
// sent there at once.
func UpdateWebhook(c *bank.Call, in struct {
	tokenRequest
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	t, err := find(c, in.Token)
	if err != nil {
		return nil, err
	}
	a, err := t.Item.Account(t.Account)
	if err == nil {
		err = wire.CheckWebhook(in.Webhook)
	}
	if err != nil {
		return nil, err
	}
	t.Item.ListenWith(t.Text, in.Webhook, a)
	c.Emit(in.Webhook, "PROCESSOR_TOKEN", "WEBHOOK_UPDATE_ACKNOWLEDGED", wire.Object{"account_id": t.Account, "new_webhook_url": in.Webhook, "error": nil})
	return wire.Object{}, nil
}
