package api

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// itemRequest is the body of endpoints that need nothing but an access token.
type itemRequest struct {
	AccessToken string `json:"access_token"`
}

// ItemGet serves /item/get: the Item, also one that needs a new login, and when
// it was read.
func ItemGet(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	out := it.JSON()
	out["created_at"] = wire.Timestamp(it.Created)
	out["consented_use_cases"] = []string{}
	out["consented_data_scopes"] = []string{}
	return wire.Object{"item": out, "status": it.Status()}, nil
}

// ItemRemove serves /item/remove: the access token and the data are gone.
func ItemRemove(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.Remove()
	return wire.Object{}, nil
}

// terminateReasons are the reason_codes of /item/products/terminate. That is
// not in the document that requests are checked against.
var terminateReasons = []string{
	"FRAUD_FIRST_PARTY", "FRAUD_FALSE_IDENTITY", "FRAUD_ABUSE", "FRAUD_OTHER", "CONNECTION_IS_NON_FUNCTIONAL", "OTHER",
	"USER_OFFBOARDING", "DUPLICATE_ITEM", "CONSUMER_REQUEST", "CONSUMER_REVOCATION", "BILLING_TERMINATION",
}

// ItemProductsTerminate serves /item/products/terminate: the same as
// /item/remove, with a reason.
func ItemProductsTerminate(c *bank.Call, in struct {
	itemRequest
	Reason string `json:"reason_code"`
},
) (any, *wire.Error) {
	if !slices.Contains(terminateReasons, in.Reason) {
		return nil, wire.InvalidField("reason_code has an invalid value: %.64q", in.Reason)
	}
	return ItemRemove(c, in.itemRequest)
}

// ItemWebhookUpdate serves /item/webhook/update: later webhooks go to another
// address, and one is sent there at once.
func ItemWebhookUpdate(c *bank.Call, in struct {
	itemRequest
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.Webhook = in.Webhook
	it.Notify("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED", wire.Object{"new_webhook_url": in.Webhook, "error": nil})
	return wire.Object{"item": it.JSON()}, nil
}

// AccessTokenInvalidate serves /item/access_token/invalidate: another access
// token takes the place of this one.
func AccessTokenInvalidate(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	delete(c.Items, it.AccessToken)
	it.AccessToken = c.NewToken("access")
	c.Items[it.AccessToken] = it
	return wire.Object{"new_access_token": it.AccessToken}, nil
}

// PublicTokenCreate serves /item/public_token/create: a public token of an Item
// that is linked already.
func PublicTokenCreate(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return wire.Object{"public_token": c.NewPublicToken(it), "expiration": wire.Timestamp(c.Now.Add(bank.PublicTokenLife))}, nil
}

// ItemImport serves /item/import: an Item without Link, for the user and
// password of user_auth.
func ItemImport(c *bank.Call, in struct {
	Products []string `json:"products"`
	Auth     struct {
		User  string `json:"user_id"`
		Token string `json:"auth_token"`
	} `json:"user_auth"`
	Options struct {
		Webhook string `json:"webhook"`
	} `json:"options"`
},
) (any, *wire.Error) {
	if err := wire.CheckProducts(in.Products); err != nil {
		return nil, err
	}
	b := bank.InstitutionByID("ins_109508")
	if _, err := bank.SignIn(b, in.Auth.User, in.Auth.Token); err != nil {
		return nil, err
	}
	it, err := c.NewItem(b, profile.Login{User: in.Auth.User, Password: in.Auth.Token}, in.Products)
	if err != nil {
		return nil, err
	}
	it.Webhook = in.Options.Webhook
	c.OpenItem(it)
	return wire.Object{"access_token": it.AccessToken}, nil
}

// ItemCreate serves /item/create, which took credentials before there was Link:
// DIRECT_INTEGRATION_NOT_ENABLED.
func ItemCreate(*bank.Call, struct{}) (any, *wire.Error) {
	return nil, &wire.Error{
		Type: "INVALID_INPUT", Code: "DIRECT_INTEGRATION_NOT_ENABLED",
		Message: "your client ID is only authorized to use Plaid Link. head to the docs (https://plaid.com/docs) to get started.",
	}
}

// SandboxItemResetLogin serves /sandbox/item/reset_login: the Item asks for a
// new login.
func SandboxItemResetLogin(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.Fail(wire.ErrLoginRequired)
	return wire.Object{"reset_login": true}, nil
}

// SandboxUserResetLogin serves /sandbox/user/reset_login: a person's Items ask
// for a new login, all or some.
func SandboxUserResetLogin(c *bank.Call, in struct {
	UserToken string   `json:"user_token"`
	UserID    string   `json:"user_id"`
	ItemIDs   []string `json:"item_ids"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	for _, it := range c.ItemsOf(u["user_id"].(string)) {
		if len(in.ItemIDs) == 0 || slices.Contains(in.ItemIDs, it.ID) {
			it.Fail(wire.ErrLoginRequired)
		}
	}
	return wire.Object{}, nil
}

// SandboxSetVerificationStatus serves /sandbox/item/set_verification_status: an
// account's verification_status, which a webhook reports too.
func SandboxSetVerificationStatus(c *bank.Call, in struct {
	itemRequest
	AccountID string `json:"account_id"`
	Status    string `json:"verification_status"`
},
) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	a, err := it.Account(in.AccountID)
	if err != nil {
		return nil, err
	}
	a.Verification = in.Status
	it.Notify("AUTH", strings.ToUpper(in.Status), wire.Object{"account_id": a.ID, "error": nil})
	return wire.Object{}, nil
}
