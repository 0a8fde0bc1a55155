package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// UserCreate serves /user/create: a person, the same one for the same
// client_user_id.
func UserCreate(c *bank.Call, in struct {
	ClientUserID string      `json:"client_user_id"`
	Identity     wire.Object `json:"identity"`
},
) (any, *wire.Error) {
	if in.ClientUserID == "" || len(in.ClientUserID) > 128 {
		return nil, wire.InvalidField("client_user_id must be a non-empty string of at most 128 characters")
	}
	users := c.Collection("user")
	for _, u := range users.ByID {
		if u["client_user_id"] == in.ClientUserID {
			return wire.Object{"user_id": u["user_id"], "user_token": u["user_token"]}, nil
		}
	}
	id := "usr_" + string(draw.AppendBase62(nil, c.Next(), 18))
	now := wire.Timestamp(c.Now)
	u := wire.Object{
		"client_user_id": in.ClientUserID, "user_id": id, "user_token": c.NewToken("user"), "created_at": now, "updated_at": now,
		"identity": wire.Overlay(wire.Object{}, in.Identity),
	}
	users.Put(id, u)
	return wire.Object{"user_id": id, "user_token": u["user_token"]}, nil
}

// personRequest is the body of endpoints about a person.
type personRequest struct {
	UserToken string `json:"user_token"`
	UserID    string `json:"user_id"`
}

// UserGet serves /user/get: a person, with what the client said of them.
func UserGet(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person("", in.UserID)
	if err != nil {
		return nil, err
	}
	out := wire.With(u, nil)
	delete(out, "user_token")
	delete(out, "no_income_webhooks")
	return out, nil
}

// UserUpdate serves /user/update: what is given replaces what was known of the
// person, and the rest stays.
func UserUpdate(c *bank.Call, in struct {
	personRequest
	Identity map[string]any `json:"identity"`
},
) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	identity := wire.With(u["identity"].(wire.Object), nil)
	for name, value := range in.Identity {
		if value != nil {
			identity[name] = value
		}
	}
	u["identity"], u["updated_at"] = identity, wire.Timestamp(c.Now)
	return wire.Object{}, nil
}

// UserRemove serves /user/remove: the person is gone, and their Items have
// ended.
func UserRemove(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	id := u["user_id"].(string)
	for _, it := range c.ItemsOf(id) {
		it.Remove()
	}
	c.Collection("user").Remove(id)
	return wire.Object{}, nil
}

// UserTransactionsRefresh serves /user/transactions/refresh:
// /transactions/refresh for each of a person's Items, one by one.
func UserTransactionsRefresh(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person("", in.UserID)
	if err != nil {
		return nil, err
	}
	results := []wire.Object{}
	for _, it := range c.ItemsOf(in.UserID) {
		if !it.Uses("transactions") {
			continue
		}
		result := wire.Object{"item_id": it.ID, "product": "transactions"}
		if _, err := TransactionsRefresh(c, itemRequest{it.AccessToken}); err != nil {
			result["error"] = err.Nested()
		}
		results = append(results, result)
	}
	return wire.Object{"user_id": u["user_id"], "results": results}, nil
}

// returning are the phone numbers of the Sandbox's people whom Plaid knows.
var returning = []string{"4155550011", "4155550012", "4155550013", "4155550014", "4155550015"}

// NetworkStatusGet serves /network/status/get: whether Plaid knows a phone
// number. A template's Layer is for those whom it knows.
func NetworkStatusGet(_ *bank.Call, in struct {
	User struct {
		Phone string `json:"phone_number"`
	} `json:"user"`
	Template string `json:"template_id"`
},
) (any, *wire.Error) {
	number := lastDigits(in.User.Phone)
	if number == "" {
		return nil, wire.InvalidField("user.phone_number must be a phone number")
	}
	known, status := slices.Contains(returning, number), "UNKNOWN"
	if known {
		status = "RETURNING_USER"
	}
	out := wire.Object{"network_status": status}
	if in.Template != "" {
		out["layer"] = wire.Object{"eligible": known}
	}
	return out, nil
}

// SandboxUserFireWebhook serves /sandbox/user/fire_webhook: a webhook about a
// person's Check Report is sent to the given address. The endpoint is newer than
// the document that requests are checked against.
func SandboxUserFireWebhook(c *bank.Call, in struct {
	personRequest
	Type    string `json:"webhook_type"`
	Code    string `json:"webhook_code"`
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	if err := wire.CheckWebhook(in.Webhook); err != nil {
		return nil, err
	}
	if !slices.Contains(checkReportCodes, in.Code) || in.Type != "CHECK_REPORT" {
		return nil, wire.InvalidField("webhook_code %.64q cannot be fired with webhook_type %.64q", in.Code, in.Type)
	}
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	c.Emit(in.Webhook, in.Type, in.Code, wire.Object{"user_id": u["user_id"]})
	return wire.Object{"webhook_fired": true}, nil
}

// checkReportCodes are the webhooks of a Check Report.
var checkReportCodes = []string{"USER_CHECK_REPORT_READY", "USER_CHECK_REPORT_FAILED", "CHECK_REPORT_READY", "CHECK_REPORT_FAILED"}

// UserItemsGet serves /user/items/get: a person's Items.
func UserItemsGet(c *bank.Call, in personRequest) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items := []wire.Object{}
	for _, it := range c.ItemsOf(u["user_id"].(string)) {
		items = append(items, it.JSON())
	}
	return wire.Object{"items": items}, nil
}

// userItems is the body of endpoints that do something to some Items of a
// person.
type userItems struct {
	personRequest
	ItemIDs []string `json:"item_ids"`
}

// UserItemsAssociate serves /user/items/associate: Items that are linked become
// a person's, whoever's they were.
func UserItemsAssociate(c *bank.Call, in userItems) (any, *wire.Error) {
	u, err := c.Person("", in.UserID)
	if err != nil {
		return nil, err
	}
	items, err := chosenItems(c.Linked, in.ItemIDs)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		it.User = u["user_id"].(string)
	}
	return wire.Object{}, nil
}

// UserItemsRemove serves /user/items/remove: some of a person's Items end as by
// /item/remove, or none where one of them is not the person's.
func UserItemsRemove(c *bank.Call, in userItems) (any, *wire.Error) {
	u, err := c.Person(in.UserToken, in.UserID)
	if err != nil {
		return nil, err
	}
	items, err := chosenItems(c.ItemsOf(u["user_id"].(string)), in.ItemIDs)
	if err != nil {
		return nil, err
	}
	for _, it := range items {
		it.Remove()
	}
	return wire.Object{}, nil
}

// chosenItems are the Items of these ids that have not ended. Error:
// ITEM_NOT_FOUND where one is not among all.
func chosenItems(all []*bank.Item, ids []string) ([]*bank.Item, *wire.Error) {
	var chosen []*bank.Item
	for _, id := range ids {
		i := slices.IndexFunc(all, func(it *bank.Item) bool { return it.ID == id && !it.Removed })
		if i < 0 {
			return nil, wire.ErrItemNotFound
		}
		chosen = append(chosen, all[i])
	}
	return chosen, nil
}
