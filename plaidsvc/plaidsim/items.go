package plaidsim

import (
	"slices"
	"strings"

	"passbook/plaidsvc/plaidsim/profile"
	"passbook/plaidsvc/plaidsim/wire"
)

// accessOnly is the body of endpoints that want an access token.
type accessOnly struct {
	AccessToken string `json:"access_token"`
}

func itemGet(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	out := it.json()
	out["created_at"] = wire.Timestamp(it.created)
	out["consented_use_cases"] = []string{}
	out["consented_data_scopes"] = []string{}
	return wire.Object{"item": out, "status": it.status()}, nil
}

// status tells when the Item was read last.
func (it *item) status() wire.Object {
	out := wire.Object{"transactions": nil, "investments": nil, "last_webhook": nil}
	if it.lastWebhook != nil {
		out["last_webhook"] = it.lastWebhook
	}
	if it.uses("transactions") && it.history.status != notReady {
		out["transactions"] = wire.Object{"last_successful_update": wire.Timestamp(it.history.filled), "last_failed_update": nil}
	}
	if it.uses("investments") {
		out["investments"] = wire.Object{"last_successful_update": wire.Timestamp(it.created), "last_failed_update": nil}
	}
	return out
}

func itemRemove(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.remove()
	return wire.Object{}, nil
}

// remove ends an Item; its data is let go.
func (it *item) remove() {
	it.removed, it.history, it.profile = true, nil, profile.Profile{}
}

// terminateReasons are the reason_codes of /item/products/terminate, which is
// younger than the document that requests are checked with.
var terminateReasons = []string{
	"FRAUD_FIRST_PARTY", "FRAUD_FALSE_IDENTITY", "FRAUD_ABUSE", "FRAUD_OTHER", "CONNECTION_IS_NON_FUNCTIONAL", "OTHER",
	"USER_OFFBOARDING", "DUPLICATE_ITEM", "CONSUMER_REQUEST", "CONSUMER_REVOCATION", "BILLING_TERMINATION",
}

func itemProductsTerminate(c *call, in struct {
	accessOnly
	Reason string `json:"reason_code"`
},
) (any, *wire.Error) {
	if !slices.Contains(terminateReasons, in.Reason) {
		return nil, wire.InvalidField("reason_code has an invalid value: %.64q", in.Reason)
	}
	return itemRemove(c, in.accessOnly)
}

func itemWebhookUpdate(c *call, in struct {
	accessOnly
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.webhook = in.Webhook
	it.notify("ITEM", "WEBHOOK_UPDATE_ACKNOWLEDGED", wire.Object{"new_webhook_url": in.Webhook, "error": nil})
	return wire.Object{"item": it.json()}, nil
}

func accessTokenInvalidate(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	delete(c.items, it.accessToken)
	it.accessToken = c.uuidToken("access")
	c.items[it.accessToken] = it
	return wire.Object{"new_access_token": it.accessToken}, nil
}

func publicTokenCreate(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return wire.Object{"public_token": c.newPublicToken(it), "expiration": wire.Timestamp(c.now.Add(publicTokenLife))}, nil
}

func itemImport(c *call, in struct {
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
	b := institutionByID("ins_109508")
	if _, err := signIn(b, in.Auth.User, in.Auth.Token); err != nil {
		return nil, err
	}
	it, err := c.newItem(b, profile.Login{User: in.Auth.User, Password: in.Auth.Token}, in.Products)
	if err != nil {
		return nil, err
	}
	it.webhook = in.Options.Webhook
	c.open(it)
	return wire.Object{"access_token": it.accessToken}, nil
}

// itemCreate took credentials once; now only Link does.
func itemCreate(*call, struct{}) (any, *wire.Error) {
	return nil, &wire.Error{
		Type: "INVALID_INPUT", Code: "DIRECT_INTEGRATION_NOT_ENABLED",
		Message: "your client ID is only authorized to use Plaid Link. head to the docs (https://plaid.com/docs) to get started.",
	}
}

func sandboxItemResetLogin(c *call, in accessOnly) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.fail(wire.ErrLoginRequired)
	return wire.Object{"reset_login": true}, nil
}

func sandboxUserResetLogin(c *call, in struct {
	UserToken string   `json:"user_token"`
	UserID    string   `json:"user_id"`
	ItemIDs   []string `json:"item_ids"`
},
) (any, *wire.Error) {
	u, err := c.user(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	for _, it := range c.itemsOf(u["user_id"].(string)) {
		if len(in.ItemIDs) == 0 || slices.Contains(in.ItemIDs, it.id) {
			it.fail(wire.ErrLoginRequired)
		}
	}
	return wire.Object{}, nil
}

func sandboxSetVerificationStatus(c *call, in struct {
	accessOnly
	AccountID string `json:"account_id"`
	Status    string `json:"verification_status"`
},
) (any, *wire.Error) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	a, err := it.account(in.AccountID)
	if err != nil {
		return nil, err
	}
	a.verification = in.Status
	it.notify("AUTH", strings.ToUpper(in.Status), wire.Object{"account_id": a.id, "error": nil})
	return wire.Object{}, nil
}
