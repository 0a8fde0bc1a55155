package plaidsim

import (
	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// processorToken makes a token for one account.
func processorToken(c *bank.Call, it *bank.Item, a *bank.Account) string {
	t := c.NewToken("processor")
	c.Collection("processor").Put(t, wire.Object{"item_id": it.ID, "account_id": a.ID})
	return t
}

func processorTokenCreate(c *bank.Call, in struct {
	accessOnly
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

func sandboxProcessorTokenCreate(c *bank.Call, in struct {
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
