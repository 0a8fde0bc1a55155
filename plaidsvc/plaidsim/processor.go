package plaidsim

import (
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// processorToken makes a token for one account.
func (c *call) processorToken(it *item, a *account) string {
	t := c.uuidToken("processor")
	c.shelf("processor").put(t, wire.Object{"item_id": it.id, "account_id": a.id})
	return t
}

func processorTokenCreate(c *call, in struct {
	accessOnly
	AccountID string `json:"account_id"`
},
) (any, *wire.Error) {
	it, err := c.reach(in.AccessToken, "")
	if err != nil {
		return nil, err
	}
	a, err := it.account(in.AccountID)
	if err != nil {
		return nil, err
	}
	return wire.Object{"processor_token": c.processorToken(it, a)}, nil
}

func sandboxProcessorTokenCreate(c *call, in struct {
	Institution string `json:"institution_id"`
	Options     struct {
		User     *string `json:"override_username"`
		Password *string `json:"override_password"`
	} `json:"options"`
},
) (any, *wire.Error) {
	b := institutionByID(in.Institution)
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
	if _, err := signIn(b, l.User, l.Password); err != nil {
		return nil, err
	}
	it, err := c.newItem(b, l, []string{"auth"})
	if err != nil {
		return nil, err
	}
	return wire.Object{"processor_token": c.processorToken(it, &it.accounts[0])}, nil
}
