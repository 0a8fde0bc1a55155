package plaidsim

func init() {
	endpoint("/item/get", itemGet)
	endpoint("/item/remove", itemRemove)
	endpoint("/sandbox/item/reset_login", sandboxItemResetLogin)
}

// accessOnly is the body of endpoints that want an access token.
type accessOnly struct {
	AccessToken string `json:"access_token"`
}

func itemGet(c *call, in accessOnly) (any, *plaidError) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.history.advance(c.now)
	out := it.json()
	out["created_at"] = timestamp(it.created)
	out["consented_use_cases"] = []string{}
	out["consented_data_scopes"] = []string{}
	return object{"item": out, "status": it.status()}, nil
}

// status tells when the Item was read last.
func (it *item) status() object {
	out := object{"transactions": nil, "investments": nil, "last_webhook": nil}
	if it.lastWebhook != nil {
		out["last_webhook"] = it.lastWebhook
	}
	if it.uses("transactions") && it.history.status != notReady {
		out["transactions"] = object{"last_successful_update": timestamp(it.history.filled), "last_failed_update": nil}
	}
	if it.uses("investments") {
		out["investments"] = object{"last_successful_update": timestamp(it.created), "last_failed_update": nil}
	}
	return out
}

func itemRemove(c *call, in accessOnly) (any, *plaidError) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.removed = true
	it.history = nil
	return object{}, nil
}

func sandboxItemResetLogin(c *call, in accessOnly) (any, *plaidError) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	it.err = errLoginRequired
	return object{"reset_login": true}, nil
}
