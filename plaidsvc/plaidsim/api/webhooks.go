package api

import (
	"slices"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// webhookProducts is the product that an Item needs for webhooks of a type.
var webhookProducts = map[string]string{
	"AUTH": "auth", "HOLDINGS": "investments", "INVESTMENTS_TRANSACTIONS": "investments", "LIABILITIES": "liabilities",
	"TRANSACTIONS": "transactions", "ASSETS": "assets",
}

// webhookTypes is the type of a webhook_code if the request names none.
var webhookTypes = map[string]string{
	"DEFAULT_UPDATE": "TRANSACTIONS", "SYNC_UPDATES_AVAILABLE": "TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE": "TRANSACTIONS",
	"SMS_MICRODEPOSITS_VERIFICATION": "AUTH", "PRODUCT_READY": "ASSETS",
}

// SandboxFireWebhook serves /sandbox/item/fire_webhook: a webhook of the given
// code is sent, with what such a webhook says; nothing of the Item changes.
func SandboxFireWebhook(c *bank.Call, in struct {
	itemRequest
	Type string `json:"webhook_type"`
	Code string `json:"webhook_code"`
},
) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	if it.Webhook == "" {
		return nil, wire.ErrNoWebhook
	}
	if in.Type == "" {
		if in.Type = webhookTypes[in.Code]; in.Type == "" {
			in.Type = "ITEM"
		}
	}
	more := exampleWebhook(it, draw.DayOf(c.Now), in.Type, in.Code)
	if more == nil {
		return nil, wire.InvalidField("webhook_code %s cannot be fired with webhook_type %s", in.Code, in.Type)
	}
	if p := webhookProducts[in.Type]; p != "" && !it.Uses(p) {
		return nil, &wire.Error{Type: "SANDBOX_ERROR", Code: "SANDBOX_PRODUCT_NOT_ENABLED", Message: "The " + p + " product is not enabled on this item"}
	}
	it.Notify(in.Type, in.Code, more)
	return wire.Object{"webhook_fired": true}, nil
}

// exampleWebhook is the body of a webhook that is fired by hand, without its
// type and code; nil: there is no such webhook.
func exampleWebhook(it *bank.Item, now draw.Day, typ, code string) wire.Object {
	switch typ + " " + code {
	case "TRANSACTIONS DEFAULT_UPDATE":
		return wire.Object{"new_transactions": 0, "error": nil}
	case "TRANSACTIONS SYNC_UPDATES_AVAILABLE":
		return it.History.Readiness()
	case "TRANSACTIONS RECURRING_TRANSACTIONS_UPDATE":
		return wire.Object{"account_ids": it.TransactionAccounts()}
	case "AUTH DEFAULT_UPDATE":
		return wire.Object{"account_ids_with_new_auth": []string{}, "account_ids_with_updated_auth": updated(it, (*bank.Account).HasNumbers, "ACCOUNT_NUMBER"), "error": nil}
	case "AUTH SMS_MICRODEPOSITS_VERIFICATION":
		return wire.Object{"account_id": first(it), "status": "MANUALLY_VERIFIED"}
	case "HOLDINGS DEFAULT_UPDATE":
		return wire.Object{"new_holdings": 0, "updated_holdings": len(it.Profile.Holdings), "error": nil}
	case "INVESTMENTS_TRANSACTIONS DEFAULT_UPDATE":
		// Until 1.688.6 Plaid's document spelt the second count with one l.
		return wire.Object{"new_investments_transactions": 0, "cancelled_investments_transactions": 0, "canceled_investments_transactions": 0, "error": nil}
	case "LIABILITIES DEFAULT_UPDATE":
		return wire.Object{"account_ids_with_new_liabilities": []string{}, "account_ids_with_updated_liabilities": updated(it, func(a *bank.Account) bool { return debtsOf(it, now)[a.Index].Class != "" }, "past_amount_due"), "error": nil}
	case "ITEM NEW_ACCOUNTS_AVAILABLE":
		return wire.Object{"error": nil}
	case "ITEM LOGIN_REPAIRED", "ITEM AUTHORIZATION_GRANTED":
		return wire.Object{}
	case "ITEM ERROR":
		return wire.Object{"error": wire.ErrLoginRequired.InWebhook()}
	case "ITEM PENDING_DISCONNECT":
		return wire.Object{"reason": "INSTITUTION_MIGRATION", "disconnect_time": wire.Timestamp((now + 7).Start())}
	case "ITEM USER_PERMISSION_REVOKED":
		return wire.Object{"error": wire.ErrRevoked.InWebhook()}
	case "ITEM USER_ACCOUNT_REVOKED":
		return wire.Object{"account_id": first(it)}
	case "ASSETS PRODUCT_READY":
		return wire.Object{"asset_report_id": draw.NewUUID(it.Seed), "report_type": "FULL"}
	case "ASSETS ERROR":
		e := wire.Error{Type: "ASSET_REPORT_ERROR", Code: "PRODUCT_NOT_ENABLED", Message: "the 'assets' product is not enabled for the Item"}
		return wire.Object{"asset_report_id": draw.NewUUID(it.Seed), "error": e.InWebhook()}
	}
	return nil
}

// first is the id of the Item's first account; empty: it has none.
func first(it *bank.Item) string {
	list, _ := it.SharedAccounts(nil) // without ids there is no error
	if len(list) == 0 {
		return ""
	}
	return list[0].ID
}

// updated says that a field of the Item's first account of a kind has changed.
func updated(it *bank.Item, kind func(*bank.Account) bool, field string) wire.Object {
	list, _ := it.SharedAccounts(nil) // without ids there is no error
	if i := slices.IndexFunc(list, kind); i >= 0 {
		return wire.Object{list[i].ID: []string{field}}
	}
	return wire.Object{}
}

// SandboxBankTransferFireWebhook serves /sandbox/bank_transfer/fire_webhook:
// BANK_TRANSFERS_EVENTS_UPDATE is sent to the given address.
func SandboxBankTransferFireWebhook(c *bank.Call, in struct {
	Webhook string `json:"webhook"`
},
) (any, *wire.Error) {
	if err := wire.CheckWebhook(in.Webhook); err != nil {
		return nil, err
	}
	c.Emit(in.Webhook, "BANK_TRANSFERS", "BANK_TRANSFERS_EVENTS_UPDATE", nil)
	return wire.Object{}, nil
}
