package api

import (
	"slices"
	"time"

	"passbook/plaidsvc/plaidsim/bank"
	"passbook/plaidsvc/plaidsim/draw"
	"passbook/plaidsvc/plaidsim/wire"
)

// ConsentEventsGet serves /consent/events/get: what the person agreed to in
// Link, oldest first. An Item that did not come through Link has none.
func ConsentEventsGet(c *bank.Call, in itemRequest) (any, *wire.Error) {
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	events := []wire.Object{}
	for i, consent := range it.Consents {
		event := func(code string, more wire.Object) {
			kind := "CONSENT_GRANTED"
			if i > 0 {
				kind = "CONSENT_UPDATED"
			}
			events = append(events, wire.With(wire.Object{
				"item_id": it.ID, "event_type": kind, "event_code": code, "institution_id": it.Institution.ID, "institution_name": it.Institution.Name,
				"initiator": "END_USER", "created_at": wire.Timestamp(consent.At),
				"consented_use_cases": []string{}, "consented_data_scopes": []string{}, "consented_accounts": []wire.Object{},
			}, more))
		}
		if i == 0 {
			event("USER_AGREEMENT", nil)
		}
		event("DATA_SCOPES", wire.Object{"consented_data_scopes": scopesOf(consent.Products)})
		event("ACCOUNT_SCOPES", wire.Object{"consented_accounts": consent.Accounts})
	}
	return wire.Object{"consent_events": events}, nil
}

// dataScopes are the scopes that consent to a product gives; every consent gives
// the first.
var dataScopes = []struct {
	scope    string
	products []string
}{
	{"account_balance_info", nil},
	{"account_routing_number", []string{"auth", "transfer"}},
	{"contact_info", []string{"identity", "identity_match"}},
	{"transactions", []string{"transactions", "recurring_transactions", "assets"}},
	{"credit_loan_info", []string{"liabilities"}},
	{"investments", []string{"investments", "investments_auth"}},
	{"payroll_info", []string{"income_verification"}},
	{"transaction_risk_info", []string{"signal"}},
	{"bank_statements", []string{"statements"}},
}

func scopesOf(products []string) []string {
	out := []string{}
	for _, s := range dataScopes {
		if s.products == nil || slices.ContainsFunc(s.products, func(p string) bool { return slices.Contains(products, p) }) {
			out = append(out, s.scope)
		}
	}
	return out
}

// applicationID is the id under which a bank knows a client.
func applicationID(c *bank.Call) string { return draw.NewUUID(c.Seed) }

// ItemApplicationList serves /item/application/list: the applications that may
// read the bank's data: the client is the only one.
func ItemApplicationList(c *bank.Call, in itemRequest) (any, *wire.Error) {
	applications := []wire.Object{}
	linked, err := linkedItems(c, in)
	if err != nil {
		return nil, err
	}
	if len(linked) > 0 {
		applications = append(applications, wire.Object{
			"application_id": applicationID(c), "name": c.ID, "display_name": nil, "logo_url": nil, "application_url": nil, "reason_for_access": nil,
			"created_at": wire.Timestamp(linked[0].Created),
		})
	}
	return wire.Object{"applications": applications}, nil
}

// linkedItems are the Item of an access token, or without one all of the
// client's Items.
func linkedItems(c *bank.Call, in itemRequest) ([]*bank.Item, *wire.Error) {
	if in.AccessToken == "" {
		return slices.DeleteFunc(slices.Clone(c.Linked), func(it *bank.Item) bool { return it.Removed }), nil
	}
	it, err := c.Item(in.AccessToken)
	if err != nil {
		return nil, err
	}
	return []*bank.Item{it}, nil
}

// ItemActivityList serves /item/activity/list: when Items were linked and what
// was agreed to later, newest first, in pages, and when each kind of data was
// read last.
func ItemActivityList(c *bank.Call, in struct {
	itemRequest
	Cursor string `json:"cursor"`
	Count  *int   `json:"count"`
},
) (any, *wire.Error) {
	linked, err := linkedItems(c, in.itemRequest)
	if err != nil {
		return nil, err
	}
	all, read := []wire.Object{}, map[string]time.Time{}
	for _, it := range linked {
		activity := func(what string, at time.Time) {
			all = append(all, wire.Object{
				"activity": what, "initiated_date": draw.DayOf(at).String(), "id": draw.NewUUID(it.Seed ^ uint64(at.UnixNano())), "initiator": "END_USER",
				"state": "SUCCESS", "target_application_id": applicationID(c), "authentication": "PLAID",
			})
		}
		activity("ITEM_CREATE", it.Created)
		for _, later := range it.Consents[min(1, len(it.Consents)):] {
			activity("SCOPES_UPDATE", later.At)
		}
		for product, at := range it.Accessed {
			for _, s := range dataScopes {
				if (slices.Contains(s.products, product) || s.products == nil && product == "") && at.After(read[s.scope]) {
					read[s.scope] = at
				}
			}
		}
	}
	slices.Reverse(all)
	start := slices.IndexFunc(all, func(a wire.Object) bool { return a["id"] == in.Cursor }) + 1
	if in.Cursor != "" && start == 0 {
		return nil, wire.InvalidField("cursor is not one of this endpoint's")
	}
	page := wire.Window(all, start, wire.CountOr(in.Count, 50))
	out := wire.Object{"activities": page, "last_data_access_times": []wire.Object{}}
	if len(linked) > 0 {
		out["last_data_access_times"] = []wire.Object{accessTimes(applicationID(c), read)}
	}
	if start+len(page) < len(all) {
		out["cursor"] = page[len(page)-1]["id"]
	}
	return out, nil
}

// accessTimes are the instants at which data were read last, by scope; a scope
// that was not read is null. Two scopes have two names: older documents of
// Plaid's require one, newer ones the other.
func accessTimes(application string, read map[string]time.Time) wire.Object {
	out := wire.Object{"application_id": application}
	for name, scope := range map[string]string{
		"account_balance_info": "account_balance_info", "account_routing_number": "account_routing_number",
		"contact_details": "contact_info", "contact_info": "contact_info", "transactions": "transactions",
		"credit_and_loans": "credit_loan_info", "credit_loan_info": "credit_loan_info", "investments": "investments", "payroll_info": "payroll_info",
		"transaction_risk_info": "transaction_risk_info",
	} {
		out[name] = nil
		if at, ok := read[scope]; ok {
			out[name] = wire.Timestamp(at)
		}
	}
	return out
}
