package plaidsim

import (
	"strings"

	"passbook/plaidsvc/plaidsim/draw"
)

// errNoWebhook is for an Item that no webhook can be sent to.
var errNoWebhook = &plaidError{
	typ: "SANDBOX_ERROR", code: "SANDBOX_WEBHOOK_INVALID",
	message: "Webhook for this item is either not set up, or invalid. Please update the item's webhook and try again.",
}

// hookProducts is the product that an Item needs for webhooks of a type.
var hookProducts = map[string]string{
	"AUTH": "auth", "HOLDINGS": "investments", "INVESTMENTS_TRANSACTIONS": "investments", "LIABILITIES": "liabilities",
	"TRANSACTIONS": "transactions", "ASSETS": "assets",
}

// hookTypes is the type of a webhook code when the request names none.
var hookTypes = map[string]string{
	"DEFAULT_UPDATE": "TRANSACTIONS", "SYNC_UPDATES_AVAILABLE": "TRANSACTIONS", "RECURRING_TRANSACTIONS_UPDATE": "TRANSACTIONS",
	"SMS_MICRODEPOSITS_VERIFICATION": "AUTH", "PRODUCT_READY": "ASSETS",
}

func sandboxFireWebhook(c *call, in struct {
	accessOnly
	Type string `json:"webhook_type"`
	Code string `json:"webhook_code"`
},
) (any, *plaidError) {
	it, err := c.item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	if it.webhook == "" {
		return nil, errNoWebhook
	}
	if in.Type == "" {
		if in.Type = hookTypes[in.Code]; in.Type == "" {
			in.Type = "ITEM"
		}
	}
	more := it.example(in.Type, in.Code)
	if more == nil {
		return nil, invalidField("webhook_code %s cannot be fired with webhook_type %s", in.Code, in.Type)
	}
	if p := hookProducts[in.Type]; p != "" && !it.uses(p) {
		return nil, &plaidError{typ: "SANDBOX_ERROR", code: "SANDBOX_PRODUCT_NOT_ENABLED", message: "The " + p + " product is not enabled on this item"}
	}
	it.notify(in.Type, in.Code, more)
	return object{"webhook_fired": true}, nil
}

// example is what a webhook fired by hand says beside its names; nil: there is
// no such webhook. Nothing of the Item changes.
func (it *item) example(typ, code string) object {
	ids := it.sharedIDs()
	switch typ + " " + code {
	case "TRANSACTIONS DEFAULT_UPDATE":
		return object{"new_transactions": 0, "error": nil}
	case "TRANSACTIONS SYNC_UPDATES_AVAILABLE":
		return it.history.readiness()
	case "TRANSACTIONS RECURRING_TRANSACTIONS_UPDATE":
		return object{"account_ids": it.transactionAccounts()}
	case "AUTH DEFAULT_UPDATE":
		return object{"account_ids_with_new_auth": []string{}, "account_ids_with_updated_auth": object{ids[0]: []string{"ACCOUNT_NUMBER"}}, "error": nil}
	case "AUTH SMS_MICRODEPOSITS_VERIFICATION":
		return object{"account_id": ids[0], "status": "MANUALLY_VERIFIED"}
	case "HOLDINGS DEFAULT_UPDATE":
		return object{"new_holdings": 0, "updated_holdings": len(it.profile.holdings), "error": nil}
	case "INVESTMENTS_TRANSACTIONS DEFAULT_UPDATE":
		return object{"new_investments_transactions": 0, "canceled_investments_transactions": 0, "error": nil}
	case "LIABILITIES DEFAULT_UPDATE":
		return object{"account_ids_with_new_liabilities": []string{}, "account_ids_with_updated_liabilities": object{ids[0]: []string{"past_amount_due"}}, "error": nil}
	case "ITEM NEW_ACCOUNTS_AVAILABLE":
		return object{"error": nil}
	case "ITEM LOGIN_REPAIRED", "ITEM AUTHORIZATION_GRANTED":
		return object{}
	case "ITEM ERROR":
		return object{"error": errLoginRequired.inWebhook()}
	case "ITEM PENDING_DISCONNECT":
		return object{"reason": "INSTITUTION_MIGRATION"}
	case "ITEM USER_PERMISSION_REVOKED":
		return object{"error": errRevoked.inWebhook()}
	case "ITEM USER_ACCOUNT_REVOKED":
		return object{"account_id": ids[0]}
	case "ASSETS PRODUCT_READY":
		return object{"asset_report_id": draw.NewUUID(it.seed), "report_type": "FULL"}
	case "ASSETS ERROR":
		e := plaidError{typ: "ASSET_REPORT_ERROR", code: "PRODUCT_NOT_ENABLED", message: "the 'assets' product is not enabled for the Item"}
		return object{"asset_report_id": draw.NewUUID(it.seed), "error": e.inWebhook()}
	}
	return nil
}

// errRevoked is what a person's revocation at Plaid leads to.
var errRevoked = &plaidError{typ: "INVALID_INPUT", code: "USER_PERMISSION_REVOKED", message: "the holder of this account has revoked their permission for your application to access it"}

// sharedIDs are the ids of the shared accounts, of which there is always one.
func (it *item) sharedIDs() []string {
	var ids []string
	for _, a := range it.accounts {
		if a.shared {
			ids = append(ids, a.id)
		}
	}
	return ids
}

func sandboxBankTransferFireWebhook(c *call, in struct {
	Webhook string `json:"webhook"`
},
) (any, *plaidError) {
	if !strings.HasPrefix(in.Webhook, "http://") && !strings.HasPrefix(in.Webhook, "https://") {
		return nil, invalidField("webhook must be a valid URL")
	}
	c.mail.put(in.Webhook, "BANK_TRANSFERS", "BANK_TRANSFERS_EVENTS_UPDATE", nil)
	return object{}, nil
}
